# Карточки, оповещения, сводки и уведомления по-русски. Суммы приходят готовыми: `9.99 USD` пишется так на любом языке.
# Уведомление говорит, что случилось, что система делает дальше и что можете сделать вы.

## Общие слова

payments-count = { $count ->
    [one] { $count } платёж
    [few] { $count } платежа
   *[many] { $count } платежей
}
purchases-count = { $count ->
    [one] { $count } покупка
    [few] { $count } покупки
   *[many] { $count } покупок
}
waiting-count = { $count ->
    [0] В очереди ничего нет.
    [one] В очереди { $count } сообщение, ничего не потеряно.
    [few] В очереди { $count } сообщения, ничего не потеряно.
   *[many] В очереди { $count } сообщений, ничего не потеряно.
}
amount-of = { $part } из { $whole }
may-repeat = Возможно, это повтор: ответ на прошлую попытку отправки не дошёл.

## Способы оплаты, по слову платёжной системы

method-card = Карта
method-yoo_money = ЮMoney
method-sberbank = SberPay
method-tinkoff_bank = T-Pay
method-sepa_debit = SEPA
method-link = Link
method-paypal = PayPal
method-klarna = Klarna
method-apple_pay = Apple Pay
method-google_pay = Google Pay
method-us_bank_account = Банковский счёт в США
method-sbp = СБП
method-stars = Telegram Stars

## Куда отправляем

destination-telegram = Telegram
destination-slack = Slack
destination-sheets = Google Таблица

## Карточка покупки

card-campaign = Кампания: { $name }
card-adset = Группа: { $name }
card-ad = Объявление: { $name }
card-merged = Теперь часть { $name }
card-merged-why = Покупка { $name } объединена с более ранней покупкой того же клиента. Её платежи учтены там, и обновляется та карточка.
button-details = Подробнее
button-customer = Клиент
button-campaign = Кампания
button-queue = Очередь
button-resume = Возобновить…

## VIP

vip-first-line = VIP-покупка: { $amount }
vip-reached = Сумма покупки достигла порога VIP. Её карточка обновляется, как и раньше.

## Сводка

digest-heading = { $count ->
    [one] { $count } покупка, пока карточки ждали отправки
    [few] { $count } покупки, пока карточки ждали отправки
   *[many] { $count } покупок, пока карточки ждали отправки
}
digest-totals = Поступило: { $amounts }
digest-why = Всё одним сообщением, чтобы не засыпать чат. Отдельная карточка придёт, если по покупке что-то изменится.

## Уведомления

notice-payment_conflict = ⚠️ Две разные суммы у платежа { $payment }
    .next = Платёжная система назвала { $amounts }. Перечитываем платёж: верным считается её нынешний ответ.
    .help = Если повторится, сверьте платёж с кабинетом платёжной системы: /payment { $payment }
notice-conflicting_event = ⚠️ Событие { $event } пришло дважды с разным содержанием
    .next = Учтено первое. Второе сохранено, но ничего не изменило.
    .help = Проверьте в кабинете платёжной системы, какое верно. Если второе, перечитайте этот день на сервере: npm run payops -- resync
provider-stripe = Stripe
provider-yookassa = ЮKassa
provider-platform = платформы курсов
provider-amocrm = amoCRM
provider-stars = Telegram Stars
notice-quarantined = ⚠️ Не удалось разобрать вебхук от { $provider }
    .next = Событие { $event } типа { $type } подлинное и отложено. Пока из него ничего не учтено.
    .help = Причина видна в /failed. После обновления прочитайте его снова там же или командой /replay { $event }
notice-breaker_open = 🔴 Нет ответа: { $destination } ({ $code })
    .next = Отправка приостановлена, попытки продолжаются сами. { $waiting }
    .help = Если это надолго, проверьте страницу состояния сервиса. Очередь видна в /queue.
notice-breaker_closed = 🟢 Снова отвечает: { $destination }
    .next = Отправка продолжается. { $waiting }
    .help = Делать ничего не нужно.
notice-destination_paused = 🔴 Отправка остановлена: { $destination } ({ $code })
    .next = Причина: { $detail }. Всё неотправленное сохранится, пока отправку не возобновят.
    .help = Устраните причину и возобновите отправку в /queue.
notice-sheet_columns_missing = { $count ->
    [one] ⚠️ В таблице больше нет столбца { $columns }
   *[other] ⚠️ В таблице больше нет столбцов: { $columns }
}
    .next = Остальные столбцы обновляются как раньше, недостающее пропускается.
    .help = Чтобы вернуть, добавьте в первую строку столбец ровно с таким названием.
notice-sheet_columns_added = { $count ->
    [one] ℹ️ В таблицу добавлен столбец: { $columns }
   *[other] ℹ️ В таблицу добавлены столбцы: { $columns }
}
    .next = Они стоят справа. Ваши столбцы и их порядок не изменились.
    .help = Их можно переставить куда угодно: мы находим их по названию.
notice-delivery_dead = 🔴 Не удалось доставить: { $destination } ({ $code })
    .next = Попытки отправить { $delivery } закончились. Запись сохранена.
    .help = Устраните причину и отправьте ещё раз из /failed или командой /replay { $delivery }
notice-history_loaded = 🟢 История загружена: { $payments }, { $purchases }
    .next = Карточек о них не было. Теперь о каждом новом платеже сообщим сразу.
    .help = Делать ничего не нужно.
notice-catch_up = 🟢 Наверстали: { $payments } с { $since }
    .next = Они были пропущены, пока не было связи, и теперь учтены. О старых отдельных карточек не было.
    .help = Делать ничего не нужно.
notice-other_mode = { $mode ->
    [live] ⚠️ Боевое событие пришло туда, где стоит тестовый ключ
   *[test] ⚠️ Тестовое событие пришло туда, где стоит боевой ключ
}
    .next = Событие { $event } сохранено и показано, но не учтено.
    .help = Проверьте, какой адрес вебхука и какой ключ относятся друг к другу.
notice-not_confirmed = ⚠️ { $provider } не подтверждает уведомление
    .next = О событии { $event } спросили, ответ другой. По нему ничего не выдано и не учтено.
    .help = Если такие придут ещё, возможно, кто-то выдаёт себя за платёжный сервис. То, чего сервис не знает вовсе, отложено в /failed.
notice-foreign_call = ⚠️ Вызов от имени { $provider } пришёл из чужой сети
    .next = Адрес { $address }. Отклонено, ничего не выдано. О следующих за сегодня сообщать не будем.
    .help = Если это был сам сервис, проверьте TRUSTED_PROXIES и список разрешённых сетей.
notice-chat_moved = ℹ️ Группа стала супергруппой
    .next = Её номер сменился с { $from } на { $to }. Всё, что предназначалось ей, теперь идёт по новому номеру.
    .help = Когда будете менять настройки, впишите новый номер в TELEGRAM_CHAT_ID.
notice-stopped = 🛑 Остановлено: { $by }
    .next = Платежи по-прежнему принимаются и сохраняются, но ничего не отправляется и не сверяется. { $waiting }
    .help = Продолжить: /resume
    .reason = Причина: { $reason }
notice-resumed = { $mode ->
    [drain] 🟢 Возобновлено ({ $by }): отправляем всё, что ждало
    [digest] 🟢 Возобновлено ({ $by }): всё, что ждало, придёт сводкой
    [discard] 🟢 Возобновлено ({ $by }): то, что ждало, отменено
   *[other] 🟢 Возобновлено ({ $by })
}
    .next = { $count ->
        [0] Ничего не задержалось.
        [one] Задержано было { $count } сообщение.
        [few] Задержано было { $count } сообщения.
       *[many] Задержано было { $count } сообщений.
    }
    .help = Как идёт отправка, видно в /queue.

notice-backup_failed = 🔴 Ночная резервная копия не сделана
    .next = Причина: { $detail }. { $newest ->
        [none] Копии, к которой можно вернуться, нет.
       *[other] Последняя исправная копия — от { $newest }, она сохранена.
    }
    .help = Устраните причину и сделайте копию на сервере: npm run payops -- backup create
notice-drill_passed = 🟢 Пробное восстановление прошло: { $payments } в копии от { $made }
    .next = Копия восстановлена отдельно от базы, прочитана целиком, учёт сходится.
    .help = Делать ничего не нужно.
notice-drill_failed = 🔴 Пробное восстановление не удалось: { $problem }
    .next = { $made ->
        [none] Проверять было нечего.
       *[other] На копию от { $made } полагаться нельзя. Сама база не затронута.
    }
    .help = Сделайте новую копию на сервере: npm run payops -- backup create. Если и она не получится: npm run doctor -- --deep
notice-restored = ⚠️ База восстановлена из резервной копии ({ $by })
    .next = { $from ->
        [none] Всё, что было после этой копии, читается заново.
       *[other] Всё, что было после { $from }, читается заново.
    } Строки таблицы будут исправлены; старое повторно не отправляется.
    .help = Изменения, сделанные здесь после копии, пропали: проверьте роли, настройки и /status.

notice-sweep_failing = 🔴 Не удаётся читать из { $provider } ({ $code })
    .next = Вебхуки принимаются. Что они потеряли, не найдётся, пока это не исправить; в отчётах могут быть не все платежи.
    .help = Проверьте ключ и его права: npm run doctor. Ограниченный ключ должен читать charges, PaymentIntents, sessions, refunds, disputes, customers и events.

file-missing = Файл { $name } отправить не удалось: его нельзя создать или файлы в этом чате запрещены.

## Почему вызов не удался

outcome-not-connected = нет соединения ({ $code })
outcome-no-answer = запрос ушёл, ответа нет ({ $code })
outcome-unreadable = ответ не удалось прочитать (статус { $code })
outcome-redirected = перенаправление (статус { $code }), за ним не идём
outcome-status = статус { $code } без пояснения
outcome-said = «{ $words }»
