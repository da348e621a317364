# Отчёты. Суммы приходят готовыми. Первая строка отвечает, сколько.

report-headline = { $amounts } чистыми · { $purchases }
report-nothing = Продаж нет
report-title-daily = { $period }
report-title-geo = Страны: { $period }
report-title-creatives = Креативы: { $period }
report-title-campaigns = Кампании: { $period }
report-title-weekly = Неделя: { $period }
report-title-monthly = Месяц: { $period }
report-until = { $days }, до { $time } ({ $zone })
report-only = Только { $what }
report-campaigns-with = кампании с «{ $word }»
report-late = ⏰ С опозданием: должен был прийти в { $time }
report-base = ≈ { $amount } в сумме
report-base-without = ≈ { $amount } в сумме, без { $currencies }

report-column-change = измен.
report-column-money = сумма
report-column-purchases = шт.
report-column-share = доля
report-column-move = ▲▼
report-row-net = Чистыми
report-row-gross = Выручка
report-row-back = Возвраты
report-row-purchases = Покупки
report-row-average = Средняя
report-row-success = Успешно
report-points = { $arrow } { $points } п.п.

report-up = ▲ рост на { $percent } % к { $against } ({ $was })
report-times = ▲ ×{ $times } к { $against } ({ $was })
report-down = ▼ падение на { $percent } % к { $against } ({ $was })
report-same = = без изменений к { $against } ({ $was })
report-nothing-before = Сравнить не с чем: { $against } выручки не было
report-against-same_weekday = { $day }
report-against-day_before = предыдущему дню
report-against-previous_period = { $span ->
    [week] прошлой неделе
    [month] прошлому месяцу
   *[other] прошлому периоду
}
report-against-four_week_mean = среднему за 4 недели
report-about-same_weekday = { $day }
report-about-day_before = днём раньше
report-about-previous_period = { $span ->
    [week] на прошлой неделе
    [month] в прошлом месяце
   *[other] за прошлый период
}
report-about-four_week_mean = за 4 недели до этого

report-day-best = Лучший день: { $day } · { $sums }
report-day-worst = Слабый день: { $day } · { $sums }
report-no-sales = без продаж
report-customers = { $count ->
    [one] { $count } покупатель: новых { $new }, повторных { $returning }
    [few] { $count } покупателя: новых { $new }, повторных { $returning }
   *[many] { $count } покупателей: новых { $new }, повторных { $returning }
}

report-ranking-gross = { $name }, выручка
report-ranking-net = { $name }, чистыми
report-ranking-by-count = { $title } (по числу покупок)
report-not-stated = не указано
report-no-team = без команды
report-move-new = нов.
report-moves-since = ▲▼ места по сравнению с { $time }

dimension-total = Всего
dimension-country = Страны
dimension-city = Города
dimension-campaign = Кампании
dimension-adset = Группы объявлений
dimension-creative = Креативы
dimension-utm_source = Источники
dimension-utm_medium = Каналы
dimension-utm_campaign = Кампании UTM
dimension-utm_content = Объявления UTM
dimension-utm_term = Ключи UTM
dimension-product = Продукты
dimension-method = Способы оплаты
dimension-provider = Провайдеры
dimension-team = Команды

report-complete = Данные полны.
report-complete-until = Данные полны до { $time }.
report-complete-never = Ещё не сверено с провайдером: числа могут быть неполными.
report-basis-day = Возврат считается в тот день, когда деньги ушли.
report-basis-sale = Возврат вычтен из своей продажи, когда бы он ни случился.
report-basis-both = Возврат считается в тот день, когда деньги ушли; в рейтингах — вычтен из своей продажи.
report-revised = Изменились после закрытия: { $days }
report-new-since = «Новый» — кого не было с { $day }.
report-history-since = История полна только с { $day }.
report-rates = Курсы: { $rates }.
report-rates-ranking = В рейтингах — по курсу последнего дня.
report-rate = 1 { $from } = { $rate } { $base } ({ $day })
report-rate-missing = Нет курса { $code } за { $days }: /rates { $code } …

report-button-day = День
report-button-week = Неделя
report-button-month = Месяц
report-button-daily = Обзор
report-button-weekly = Обзор
report-button-monthly = Обзор
report-button-geo = Страны
report-button-campaigns = Кампании
report-button-creatives = Креативы
report-button-chart = График
report-button-numbers = Таблица

report-chart-nothing = Рисовать нечего.

report-file-currency = Валюта
report-file-place = Место
report-file-date = Дата
report-file-hour = Час
metric-gross = Выручка
metric-net = Чистыми по дню возврата
metric-netOfSales = Чистыми по своим продажам
metric-refunded = Возвращено
metric-disputed = Оспорено
metric-purchases = Покупки
metric-payments = Платежи
metric-newCustomers = Новые покупатели
metric-averageOrder = Средняя покупка
metric-successRate = Доля успешных
metric-refundRate = Доля возвратов
metric-disputeRate = Доля споров

report-help = Напишите, что и за когда:
    .kinds = Что: день, неделя, месяц, страны, креативы, кампании
    .periods = Когда: сегодня, вчера, прошлая неделя, этот месяц, 7д, 2026-11, 2026-11-01..2026-11-15; не больше 400 дней и не позже сегодня
    .example = Например: /report страны прошлая неделя
report-not-understood = Не понимаю, что такое «{ $words }».
bot-command-yesterday = числа за вчера
bot-command-report = любой отчёт за любое время

report-not-saved = Ничего не сохранено.
report-line-problem = Строка { $line }: { $problem }
report-rates-title = 💱 Курсы к { $base }
report-rates-none = 💱 Курсов к { $base } пока нет
report-rates-since = с
report-rates-help = Задать курс: /rates EUR 1.0842
    .day = С другого дня: /rates EUR 1.0842 2026-11-01
    .file = Сразу много: файл CSV со столбцами date, currency, rate и подписью /rates
report-rates-saved = 🟢 { $count ->
    [one] Сохранено. Отчёты уже считают с этим курсом.
   *[other] Сохранено курсов: { $count }. Отчёты уже считают с ними.
}
report-spend-help = Чтобы сообщить расходы на рекламу, пришлите сюда файл CSV с подписью /spend.
    .columns = Столбцы: кампания, дата, расход и валюта, если она не основная.
    .again = Расход за тот же день заменяет прежний.
report-spend-preview = Расходы на рекламу: { $amounts }. Сохранить?
report-spend-saved = 🟢 Расходы сохранены: { $amounts }
report-spend-of = { $count ->
    [one] { $count } кампания
    [few] { $count } кампании
   *[many] { $count } кампаний
}, { $days }
report-spend-change = Новых { $added } · изменено { $changed } · без изменений { $same }
report-button-save = Сохранить
report-file-too-large = Файл больше { $megabytes } МБ. Пришлите его по частям.
report-file-unreadable = Файл не удалось получить от Telegram, или это не текст. Пришлите его ещё раз.
bot-command-rates = курсы к основной валюте
bot-command-spend = расходы на рекламу из файла

verdict-title = Что о них думать
verdict-scale = Увеличивать
verdict-hold = Оставить как есть
verdict-watch = Наблюдать
verdict-stop = Остановить
verdict-strong = Сильная выручка
verdict-average = Обычная выручка
verdict-weak = Слабая выручка
verdict-sure-scale = маржа выше цели с вероятностью { $chance }
verdict-sure-hold = маржа выше цели с вероятностью { $chance }
verdict-sure-watch = маржа выше цели с вероятностью { $chance }
verdict-sure-stop = убыточна с вероятностью { $chance }
verdict-sure-strong = уверенность { $chance }
verdict-sure-average = уверенность { $chance }
verdict-sure-weak = уверенность { $chance }
verdict-unclear = пока не ясно, сильная или слабая
verdict-roas = ROAS { $range }
verdict-per-day = { $range } { $currency } в день
verdict-sales = { $count ->
    [one] { $count } продажа
    [few] { $count } продажи
   *[many] { $count } продаж
}
verdict-needs = нужно ещё около { $count } продаж ≈ { $days } дн.
verdict-rule = На 150 % выше средней → поднять бюджет на 20–30 %.
verdict-rule-question = На 150 % выше средней. Поднять бюджет на 20–30 %? Это покажут только расходы: /spend
verdict-question = Стоит ли добавить бюджета? Это покажут только расходы: /spend
verdict-spend = Потрачено: { $sum } { $currency }
verdict-cpa = Продажа обходится в { $range } { $currency }
verdict-margin = Маржа { $range }
verdict-no-spend = Без расходов об окупаемости не сказано ничего.
verdict-judged = Оценка за { $days }: дальше расходы неизвестны.
campaign-share = { $share } выручки всех кампаний
campaign-days-1 = Сегодня
campaign-days-7 = 7 дней
campaign-days-30 = 30 дней
campaign-none = За 30 дней нет кампании, в названии которой есть «{ $words }».
campaign-several = Какая из них? «{ $words }» есть в названиях кампаний: { $count }.
campaign-ask = Напишите, какая: /campaign brand
bot-command-campaign = одна кампания: продажи, оценка, что внутри

export-payments = { $counted }, { $days }
export-masked = Адреса почты скрыты.
export-help = Напишите, что и за когда: /export payments прошлая неделя, или отчёт таблицей: /export страны прошлая неделя
export-too-many = Здесь больше 20 000 платежей. Попросите за более короткое время.
export-allowed = Список платежей, о котором вы просили. Другой администратор разрешил.
export-column-paid = Оплачен
export-column-provider = Провайдер
export-column-payment = Платёж
export-column-amount = Сумма
export-column-back = Возвращено
export-column-currency = Валюта
export-column-method = Способ
export-column-country = Страна
export-column-city = Город
export-column-campaign = Кампания
export-column-customer = Покупатель
export-column-email = Почта
approval-export_all = выгрузить все платежи за { $from } – { $to }
bot-command-export = платежи или отчёт таблицей

report-title-teams = Команды: { $period }
teams-title = 👥 Правила команд: { $count }
teams-none = 👥 Правил команд пока нет
teams-rule-exact = { $team }: { $field } равно { $pattern }
teams-rule-begins = { $team }: { $field } начинается с { $pattern }
teams-rule-contains = { $team }: { $field } содержит { $pattern }
teams-rule-first = { $rule } (приоритет { $priority })
teams-help = Чтобы задать правила, пришлите сюда CSV-файл с подписью /rules. Столбцы: team, field, pattern, match, priority.
    .match = Поле: utm_source, utm_campaign, campaign, creative … Совпадение: exact (точно), begins (начало) или contains (слова целиком). Решает наибольший приоритет.
    .whole = Файл заменяет весь список и действует и на прошлые продажи. Что изменится, видно до сохранения. Строки, которые уже есть в таблице, исправит /reconcile.
teams-preview = Правила команд: { $count }. Сохранить?
teams-saved = 🟢 Правила команд сохранены: { $count }
teams-moves = Перейдут:
teams-moved = Перешли:
teams-moves-none = Ни одна продажа не перейдёт к другой команде.
teams-move = { $from } → { $to }: { $payments }, { $sums }
teams-nobody = без команды
teams-payments = { $count ->
    [one] { $count } платёж
    [few] { $count } платежа
   *[many] { $count } платежей
}
teams-conflict = ⚠️ Правила команд { $teams } подходят одинаково: { $payments } без команды. Решит приоритет.
teams-unmatched = Не подходит ни одно правило: { $payments }.
bot-command-teams = продажи по командам
bot-command-rules = чьи это продажи: правила команд из файла
