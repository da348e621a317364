# Что бот отвечает по-русски. Первая строка сообщения — сам ответ.

## Buttons

bot-button-refresh = Обновить
bot-button-today = Сегодня
bot-button-status = Состояние
bot-button-queue = Очередь
bot-button-help = Помощь
bot-button-trace = История
bot-button-replay = Отправить снова
bot-button-copy = Скопировать id
bot-button-pause = Пауза: { $name }
bot-button-go-on = Продолжить: { $name }
bot-button-clear = Очистить: { $name }
bot-button-clear-yes = Да, отменить { $count }
bot-button-undo = Вернуть
bot-button-cancel = Отмена
bot-button-replay-all = { $n }. Повторить все такие
bot-button-read-again = Прочитать снова: { $type }
bot-button-discard-aside = Отбросить
bot-button-discard = { $n }. Отбросить
bot-button-resume = Продолжить…
bot-button-drain = Отправить все ({ $count })
bot-button-digest = Одной сводкой
bot-button-discard-all = Отбросить { $count }

## Commands, for /help and the menu

bot-command-start = кто вы здесь
bot-command-help = что здесь можно делать
bot-command-language = выбрать язык этого чата
bot-command-status = всё ли в порядке
bot-command-today = сегодня на эту минуту
bot-command-customer = найти клиента по id, e-mail или телефону
bot-command-payment = найти платёж по id
bot-command-trace = всё, что было с платежом
bot-command-queue = что ждёт отправки
bot-command-failed = что не удалось отправить
bot-command-replay = отправить неудавшееся снова
bot-command-stop = сразу остановить все отправки
bot-command-resume = продолжить после остановки
bot-example-stop = /stop неверные цены

## Start, help, language

bot-start-team = Здравствуйте, { $name }! Ваша роль здесь: { $role }.
bot-start-next = Пришлите команду или вставьте id, e-mail или телефон. Что ещё можно — в /help.
bot-role-owner = владелец
bot-role-admin = администратор
bot-role-operator = оператор
bot-role-analyst = аналитик
bot-role-ad_buyer = медиабайер
bot-role-buyer = покупатель
bot-help-title = Что здесь можно делать
bot-help-lookup = Можно и без команды вставить id, e-mail или телефон, а на карточку ответить /debug.
bot-language-question = На каком языке говорить в этом чате?
bot-language-done = Теперь я говорю здесь по-русски.

## What could not be done

bot-unknown-command = Такой команды нет. Что есть — в /help.
bot-did-you-mean = Такой команды нет. Может быть, { $command }?
bot-forbidden = Это вам не разрешено: нужна роль «{ $role }». Её может дать владелец.
bot-forbidden-any = Это вам не разрешено.
bot-anonymous = Я не вижу, кто вы: вы пишете от имени группы. Выключите «Анонимность» в своих правах администратора и пришлите команду ещё раз.
bot-expired = Кнопка устарела. Пришлите команду ещё раз.
bot-timed-out = За 60 секунд не подтверждено. Ничего не изменилось.
bot-nothing-changed = Отменено. Ничего не изменилось.
bot-error = Извините, не получилось. Ничего не потеряно. Попробуйте через минуту; если повторится, передайте тому, кто ведёт этот сервер, номер { $reference }.
bot-error-toast = Извините, не получилось ({ $reference }). Попробуйте через минуту.
bot-refused-stopped = Всё остановлено. Сначала продолжите: /resume
bot-busy = Это уже выполняется. Попробуйте через несколько секунд.
bot-not-understood = Я этого не узнал. Вставьте id платежа или клиента, e-mail или телефон — или загляните в /help.
bot-ask-customer = Пришлите id, e-mail или телефон клиента.
bot-ask-payment = Пришлите id платежа, например pi_3SUabc.
bot-ask-trace = Пришлите id платежа, например pi_3SUabc.
bot-ask-replay = Пришлите id платежа, отправки или вебхука.
bot-debug-no-card = Об этом сообщении я ничего не знаю. Ответьте /debug на карточку или пришлите /trace с id платежа.
bot-more = и ещё { $count }
bot-minutes = { $count } мин
bot-hours = { $count } ч
bot-days = { $count } дн.
bot-confirm-note = Подтвердить можете только вы, в течение 60 секунд.

## Looking up

bot-nothing-found = По запросу «{ $query }» ничего нет.
bot-nothing-found-kind = По запросу «{ $query }» ({ $kind }) ничего нет.
bot-nothing-found-next = Проверьте, не пропущена ли буква. Только что сделанному платежу может понадобиться минута.
bot-payment-captured = оплачен
bot-payment-authorised = средства заблокированы, не списаны
bot-payment-pending = ожидает
bot-payment-canceled = отменён
bot-payment-failed = не прошёл
bot-payment-refunded = возвращён
bot-payment-refunded-partly = возвращено { $back }
bot-payment-disputed = деньги списаны по спору
bot-payment-disputed-partly = { $back } списано по спору
bot-reversal-pending = в обработке
bot-reversal-requires_action = ждёт действий клиента
bot-reversal-succeeded = выполнен
bot-reversal-failed = не прошёл
bot-reversal-canceled = отменён
bot-reversal-needs_response = нужен ваш ответ
bot-reversal-under_review = рассматривается
bot-reversal-won = выигран
bot-reversal-lost = проигран
bot-reversal-prevented = предотвращён
bot-reversal-warning_needs_response = запрос банка, нужен ваш ответ
bot-reversal-warning_under_review = запрос банка, рассматривается
bot-reversal-warning_closed = запрос банка закрыт
bot-payment-reason = Причина: { $code }
bot-purchase-span = Первый платёж { $from }, последний { $to }
bot-customer-unpaid = ничего не оплачено
bot-customer-joined = Объединён из { $count } записей
bot-list-payments = Платежи
bot-list-purchases = Покупки
bot-campaign-title = Кампания покупки { $name }
bot-campaign-none = Для { $name } кампания неизвестна.
bot-campaign-week = Последние 7 дней этой кампании ({ $from } – { $to })
bot-campaign-week-back = Возврат вычитается из той продажи, к которой относится.
bot-campaign-week-none = Продаж не было.
bot-campaign-revenue = { $code }: всего { $gross } · чистыми { $net }
bot-campaign-summary = Данные кампании
bot-campaign-source = Источник: { $name }
bot-campaign-medium = Канал: { $name }
bot-campaign-link = Ссылка: { $name }
bot-campaign-product = Продукт: { $name }

## Trace

bot-trace-received = Получено
bot-trace-received-none = Ни вебхука, ни обхода не записано.
bot-trace-back = Возвраты и споры
bot-trace-back-none = Не было.
bot-trace-grouped = Покупка
bot-trace-grouped-none = Не входит в покупку: объединяются только успешные платежи.
bot-trace-deliveries = Отправки
bot-trace-deliveries-none = Отправлять было нечего.
bot-trace-refund = возврат { $amount } · { $status }
bot-trace-dispute = спор { $amount } · { $status }
bot-trace-dispute-withdrawn = спор { $amount }, деньги списаны · { $status }
bot-trace-provisional = Время предварительное, пока не известно списание.
bot-trace-secret = секрет № { $n }
bot-trace-next = следующая попытка { $time }
bot-source-webhook = вебхук, подпись проверена
bot-source-sweep = найдено обходом
bot-source-resync = найдено пересверкой
bot-source-history = из истории
bot-source-reread = перечитано у провайдера
bot-event-recorded = записано
bot-event-ignored = сохранено, не нужно
bot-event-other_mode = другой режим, не считается
bot-event-quarantined = отложено
bot-delivery-waiting = ждёт с
bot-delivery-leased = отправляется с
bot-delivery-sending = отправляется с
bot-delivery-delivered = доставлено
bot-delivery-merged = сказано вместе с другим сообщением
bot-delivery-dead = попытки прекращены
bot-delivery-cancelled = отменено
bot-outcome-delivered = доставлено
bot-outcome-not_sent = не отправлено
bot-outcome-told_when = просили прийти позже
bot-outcome-ambiguous = нет ответа, могло дойти
bot-outcome-ours = отклонено, ошибка у нас
bot-outcome-config = отвергнуто, нужно исправить настройки
bot-outcome-gone = такого адреса больше нет
bot-outcome-unrecognised = ответ не понят
bot-kind-purchase = карточка
bot-kind-vip = сообщение о VIP
bot-kind-digest = сводка
bot-kind-row = строка
bot-kind-notice = уведомление
bot-kind-probe = проверка

## Status, queue, failures

bot-status-running = Работает
bot-status-stopped = Остановлено
bot-status-starting = Запускается
bot-status-problems = { $count ->
    [0] всё в порядке
    [one] { $count } пункт требует внимания
    [few] { $count } пункта требуют внимания
   *[many] { $count } пунктов требуют внимания
}
bot-stopped-since = Остановлено ({ $by }) { $time }, { $ago } назад
bot-stopped-reason = Причина: { $reason }
bot-queue-title = { $count ->
    [0] 📬 Ничего не ждёт
   *[other] 📬 Ждут отправки: { $count }
}
bot-queue-stopped = 🛑 Всё остановлено: до /resume ничего не отправляется.
bot-queue-none = Ни одно направление не настроено.
bot-queue-waiting = { $count ->
    [0] ничего не ждёт
   *[other] ждёт { $count }
}
bot-queue-oldest = дольше всех { $age }
bot-queue-paused = на паузе
bot-queue-breaker = не отвечает, повторяем сами
bot-queue-dead = { $count } без успеха, см. /failed
bot-clear-question = { $count ->
    [one] { $count } ожидающая отправка ({ $name }) будет отменена и не уйдёт.
    [few] { $count } ожидающие отправки ({ $name }) будут отменены и не уйдут.
   *[many] { $count } ожидающих отправок ({ $name }) будут отменены и не уйдут.
}
bot-cleared = { $count ->
    [0] Ничего не ждало отправки ({ $name }).
    [one] Отменена { $count } отправка ({ $name }).
    [few] Отменены { $count } отправки ({ $name }).
   *[many] Отменено { $count } отправок ({ $name }).
}
bot-clear-undone = { $count ->
    [one] Снова ждёт { $count } отправка.
    [few] Снова ждут { $count } отправки.
   *[many] Снова ждут { $count } отправок.
}
bot-paused = На паузе: { $name }. Всё неотправленное хранится.
bot-unpaused = Отправка продолжается: { $name }.
bot-failed-none = ✅ Неудач нет.
bot-failed-title = { $count ->
    [0] 🔴 Кое-что отложено
    [one] 🔴 Не удалась { $count } отправка
    [few] 🔴 Не удались { $count } отправки
   *[many] 🔴 Не удались { $count } отправок
}
bot-failed-group = { $n }. { $name } · { $count } × { $code }
bot-failed-newest = последняя { $time }
bot-quarantine-title = { $count ->
    [one] { $count } вебхук не удалось прочитать
    [few] { $count } вебхука не удалось прочитать
   *[many] { $count } вебхуков не удалось прочитать
}
bot-replayed = { $count ->
    [0] Повторять нечего: неудавшихся отправок не нашлось.
    [one] Сейчас снова уйдёт { $count } отправка.
    [few] Сейчас снова уйдут { $count } отправки.
   *[many] Сейчас снова уйдут { $count } отправок.
}
bot-replay-not-found = Не знаю ни платежа, ни отправки, ни отложенного вебхука с таким id.
bot-read-recorded = { $count ->
    [one] 🟢 Прочитан и учтён { $count } вебхук.
    [few] 🟢 Прочитаны и учтены { $count } вебхука.
   *[many] 🟢 Прочитаны и учтены { $count } вебхуков.
}
bot-read-settled = { $count ->
    [one] Прочитан { $count } вебхук, учитывать в нём нечего.
    [few] Прочитаны { $count } вебхука, учитывать в них нечего.
   *[many] Прочитаны { $count } вебхуков, учитывать в них нечего.
}
bot-read-failed = { $count ->
    [one] ⚠️ { $count } вебхук по-прежнему не читается: { $issues }
    [few] ⚠️ { $count } вебхука по-прежнему не читаются, последний — из-за { $issues }
   *[many] ⚠️ { $count } вебхуков по-прежнему не читаются, последний — из-за { $issues }
}
bot-read-nothing = С этим только что разобрался кто-то другой.
bot-discard-aside-question = { $count ->
    [one] { $count } вебхук типа { $type } будет отброшен и не учтётся никогда.
    [few] { $count } вебхука типа { $type } будут отброшены и не учтутся никогда.
   *[many] { $count } вебхуков типа { $type } будут отброшены и не учтутся никогда.
}
bot-aside-discarded = { $count ->
    [0] Отбрасывать уже нечего.
    [one] Отброшен { $count } вебхук. Запись о нём остаётся.
    [few] Отброшены { $count } вебхука. Записи о них остаются.
   *[many] Отброшено { $count } вебхуков. Записи о них остаются.
}
bot-discard-question = { $count ->
    [one] { $count } неудавшаяся отправка ({ $name }) будет отброшена и не уйдёт никогда.
    [few] { $count } неудавшиеся отправки ({ $name }) будут отброшены и не уйдут никогда.
   *[many] { $count } неудавшихся отправок ({ $name }) будут отброшены и не уйдут никогда.
}
bot-discarded = { $count ->
    [0] Отбрасывать уже нечего.
    [one] Отброшена { $count } неудавшаяся отправка.
    [few] Отброшены { $count } неудавшиеся отправки.
   *[many] Отброшено { $count } неудавшихся отправок.
}

## Stop and resume

bot-stop-done = 🛑 Остановлено ({ $by })
bot-stop-effect = Ничего не отправляется и не сверяется. Платежи по-прежнему принимаются и сохраняются.
bot-stop-held = { $count ->
    [0] Ничего не ждало отправки.
    [one] Задержана { $count } отправка.
    [few] Задержаны { $count } отправки.
   *[many] Задержано { $count } отправок.
}
bot-button-start = Продолжить
bot-resume-not-stopped = 🟢 Остановки нет: всё работает.
bot-resume-question = { $count ->
    [0] 🛑 Продолжить? Ничего не задержано.
    [one] 🛑 Продолжить? Задержана { $count } отправка.
    [few] 🛑 Продолжить? Задержаны { $count } отправки.
   *[many] 🛑 Продолжить? Задержано { $count } отправок.
}
bot-resume-drain = { $count ->
    [one] Отправить все: { $count } сообщение, в обычном темпе.
    [few] Отправить все: { $count } сообщения по одному, в обычном темпе.
   *[many] Отправить все: { $count } сообщений по одному, в обычном темпе.
}
bot-resume-digest = Одной сводкой: вместо карточек одно сообщение на чат или канал, где названа каждая покупка; остальное уходит как обычно.
bot-resume-discard = { $count ->
    [one] Отбросить: { $count } сообщение не уйдёт никогда; платежи остаются записанными, строки таблицы пишутся.
    [few] Отбросить: { $count } сообщения не уйдут никогда; платежи остаются записанными, строки таблицы пишутся.
   *[many] Отбросить: { $count } сообщений не уйдут никогда; платежи остаются записанными, строки таблицы пишутся.
}
bot-resumed-drain = { $count ->
    [0] 🟢 Снова работает. Ничего не было задержано.
    [one] 🟢 Снова работает. Уходит { $count } задержанная отправка.
    [few] 🟢 Снова работает. Уходят { $count } задержанные отправки.
   *[many] 🟢 Снова работает. Уходят { $count } задержанных отправок.
}
bot-resumed-digest = { $count ->
    [0] 🟢 Снова работает. Ничего не было задержано.
    [one] 🟢 Снова работает. { $count } карточка вошла в сводку.
    [few] 🟢 Снова работает. { $count } карточки вошли в сводку.
   *[many] 🟢 Снова работает. { $count } карточек вошли в сводку.
}
bot-resumed-discard = { $count ->
    [0] 🟢 Снова работает. Ничего не было задержано.
    [one] 🟢 Снова работает. { $count } сообщение отброшено.
    [few] 🟢 Снова работает. { $count } сообщения отброшены.
   *[many] 🟢 Снова работает. { $count } сообщений отброшено.
}

bot-check-database = База данных
bot-check-memory = Память
bot-check-megabytes = { $count } МБ
bot-check-notices = Тревоги
bot-check-notices-owners = рабочий чат потерян, сообщаем владельцам лично
bot-check-notices-nobody = сообщить некому: недоступны ни рабочий чат, ни владельцы
bot-check-history = загружается история
bot-check-complete = данные полны до { $time }

bot-looks-like-payment = похоже на платёж
bot-looks-like-customer = похоже на клиента
bot-looks-like-purchase = похоже на покупку
bot-looks-like-email = похоже на e-mail
bot-looks-like-phone = похоже на телефон
