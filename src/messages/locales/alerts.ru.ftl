# Тревоги бизнеса: продажи, возвраты, планы, пропавшие данные.

bot-command-alerts = что не так сейчас и что было
bot-command-ack = взять тревогу себе
bot-command-silence = не беспокоить какое-то время
bot-example-silence = /silence продажи US 4ч праздник
bot-command-anomalies = что увидела последняя проверка

notice-silence_ended = 🔔 Тишина закончилась: { $what }
    .next = { $reason ->
        [none] Просил(а): { $by }.
       *[other] Просил(а): { $by }. Причина: { $reason }.
    }
    .help = { $firing ->
        [0] Ничего из этого больше не длится.
        [one] Длится { $firing } тревога: /alerts
        [few] Длятся { $firing } тревоги: /alerts
       *[other] Длится { $firing } тревог: /alerts
    }

alert-title-revenue_fell = Выручка { $change }
alert-title-purchases_fell = Продажи { $change }
alert-title-success_fell = Успешные оплаты { $change }
alert-title-new_country = Новая страна: { $value }
alert-title-daily_target = План дня: { $part }
alert-title-monthly_target = План месяца: { $part }
alert-title-refunds_surge = Возвраты сегодня: { $actual }
alert-title-disputes_surge = Споры сегодня: { $actual }
alert-title-double_charges_surge = Двойные списания: { $actual }
alert-title-sync_stalled = Данные отстают: { $actual }
alert-title-silence = Нет продаж: { $actual }

alert-rule-revenue_fell = выручка упала
alert-rule-purchases_fell = продажи упали
alert-rule-success_fell = меньше успешных оплат
alert-rule-new_country = новая страна
alert-rule-daily_target = план дня
alert-rule-monthly_target = план месяца
alert-rule-refunds_surge = много возвратов
alert-rule-disputes_surge = много споров
alert-rule-double_charges_surge = двойные списания
alert-rule-sync_stalled = данные отстают
alert-rule-silence = нет продаж
alert-level-info = к сведению
alert-level-warning = внимание
alert-level-critical = срочно
alert-everything = всё

alert-by-country = страна
alert-by-campaign = кампания
alert-by-product = продукт
alert-by-method = способ оплаты
alert-by-provider = провайдер
alert-value-none = (не указано)

alert-instead = { $actual } вместо { $usual } (обычно от { $low } до { $high })
alert-usually = Обычно { $usual }
alert-of-target = { $actual } из { $target }
alert-new-country = { $count ->
    [one] { $count } покупка за последние дни, раньше не было.
    [few] { $count } покупки за последние дни, раньше не было.
   *[other] { $count } покупок за последние дни, раньше не было.
}
alert-revenue = Выручка: { $change } к ожидаемой
alert-forecast = В таком темпе итог — { $amount }.
alert-since = С { $time }
alert-why = Откуда это
alert-cause = { $what }: { $change } ({ $part })
alert-step = Сначала: { $step }
alert-acked = ✋ { $by }, взято в { $time }
alert-silenced = 🔕 Тихо до { $time } ({ $by })
alert-over = Закончилось само через { $span }
alert-resolved = Закрыто: { $by }, через { $span }
alert-reminder = ⏰ Это ещё никто не взял
alert-storm = Тревог сразу: { $count }
alert-storm-more = И ещё { $count }: /alerts
alert-storm-still = Длится { $open } из { $count }.
alert-storm-over = Все закончились.
alert-more = и ещё { $count }

alert-step-check_provider = проверьте, нет ли сбоя у провайдера (/status), и попробуйте оплатить.
alert-step-check_traffic = проверьте, идёт ли реклама и открывается ли страница: платить пробуют реже.
alert-step-check_prices = посмотрите цены и скидки: покупают столько же, но дешевле.
alert-step-check_sync = откройте /status: числа ждут данных провайдера.
alert-step-check_webhooks = откройте /status и попробуйте оплатить сами.
alert-step-check_slice = посмотрите именно сюда: остальное продаётся как обычно.
alert-step-confirm_promotion = проверьте, не акция ли это.
alert-step-confirm_new_country = проверьте, нужна ли там реклама.
alert-step-read_refund_reasons = прочитайте причины последних возвратов.
alert-step-answer_disputes = ответьте на споры, пока не вышел срок.
alert-step-open_dedup = откройте /dedup: там они с возвратом в одно нажатие.
alert-step-none = {""}

alert-button-ack = ✋ Беру
alert-button-resolve = ✅ Закрыть
alert-button-quiet_1 = 🔕 1 ч
alert-button-quiet_4 = 🔕 4 ч
alert-button-quiet = 🔕 до…
alert-button-details = Подробнее

alert-open-title = Тревоги сейчас
alert-open-none =
    .judged = 🟢 Всё в порядке.
    .held = 🟡 Открытых тревог нет, но пока загрузка остановлена, ничего не проверяется.
    .waiting = 🟡 Открытых тревог нет. Данные загружаются, продажи будут проверены, когда они придут.
    .late = 🟡 Открытых тревог нет, но данные опаздывают: пока их нет, продажи не проверяются.
alert-page = { $from }–{ $to } из { $count }
alert-silences-title = Тишина
alert-silences-none = Ничего не заглушено.
alert-silence-line = { $what } до { $time } ({ $by })
alert-silence-holds = { $count ->
    [one] Сейчас молчит { $count } тревога.
    [few] Сейчас молчат { $count } тревоги.
   *[other] Сейчас молчат { $count } тревог.
}
alert-silence-help = Словами: /silence продажи US 4ч праздник. О чём: продажи, выручка, оплаты, возвраты, споры, двойные, страны, планы, данные, всё; US или campaign=Brand; info, warning, critical. На сколько: 30м, 4ч, 2д, до 18:00. Остальное — причина.
alert-history-title = Что было
alert-history-none = Тревог ещё не было.
alert-story = Как было
alert-found = { $count ->
    [one] Увидела { $count } проверка.
    [few] Увидели { $count } проверки.
   *[other] Увидели { $count } проверок.
}
alert-event-opened = началось
alert-event-worsened = стало хуже
alert-event-reopened = вернулось
alert-event-acked = берёт { $by }
alert-event-silenced = тишина ({ $by })
alert-event-unsilenced = снова слышно
alert-event-reminded = напомнили
alert-event-resolved = { $by ->
    [none] закончилось само
   *[other] закрыто: { $by }
}
alert-until-question = На сколько замолчать?
alert-until-day = 24 ч
alert-until-morning = До утра, 9:00
alert-until-monday = До понедельника, 9:00
alert-until-week = 7 дней
alert-button-show = №{ $n }
alert-button-newer = ◀
alert-button-older = ▶
alert-button-newest = Новые
alert-button-history = История
alert-button-silences = Тишина
alert-button-open = Тревоги сейчас
alert-button-unsilence = 🔔 { $what }
alert-button-hear = 🔔 Снова слышать
alert-button-backtest = За 60 дней
alert-button-check = Последняя проверка
alert-ack-done = ✋ Теперь это у вас: { $title }
alert-ack-taken = Уже взято: { $by }.
alert-ack-over = Это уже закончилось.
alert-ack-none = 🟢 Брать нечего.
alert-ack-which = Какую? Ответьте на её сообщение командой /ack или выберите в /alerts.
alert-resolve-done = ✅ Закрыто.
alert-quiet-done = 🔕 Тихо до { $until }.
alert-unsilenced = 🔔 Снова слышно. { $count ->
    [0] Ничего из этого не длится.
    [one] Длится { $count } тревога.
    [few] Длятся { $count } тревоги.
   *[other] Длится { $count } тревог.
}

alert-check-title = Что увидела проверка
alert-check-none = Проверок ещё не было; первая будет в ближайшие десять минут.
alert-check-judged = { $count ->
    [0] Продажи проверены до { $time }.
    [one] Продажи проверены до { $time }: целиком.
   *[other] Продажи проверены до { $time }: целиком и по частям, всего { $count }.
}
alert-state-judged = 🟢 Ничего необычного.
alert-state-held = ⏸ Пока синхронизация остановлена, проверок нет.
alert-state-waiting = Данные ждут синхронизации.
alert-state-late = 🟠 Данные отстают: остальное не проверяется.
alert-check-at = Проверка в { $time }.
alert-check-complete = Данные полны до { $time }.
alert-check-young = Продажи проверяются, когда истории хотя бы две недели.
alert-hours = { $count } ч
alert-backtest-title = Последние дни: { $days }
alert-backtest-count = { $count ->
    [0] 🟢 За последние дни ({ $days }) не было бы ни одной тревоги.
    [one] { $count } тревога за дни: { $days }
    [few] { $count } тревоги за дни: { $days }
   *[other] { $count } тревог за дни: { $days }
}
alert-backtest-of = Проверено час за часом, частей: { $count }, по тому, что было известно тогда; продажи с { $time }.
alert-backtest-help = Слишком много или мало? /settings alert_revenue_drop 40 задаёт, от скольких процентов.
alert-backtest-running = ⏳ Проверяем последние 60 дней…

alert-button-chart = График
alert-chart-actual = пришло
alert-chart-usual = эти же часы четырёх недель
alert-chart-found = замечено
alert-chart-words = За эти часы: { $actual }; обычно { $usual }.
