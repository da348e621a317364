bot-command-dedup = что задвоилось и как это убрать
bot-command-reconcile = сверить платежи, учёт и таблицу

dedup-title = Дубли
dedup-none = 🟢 Дублей нет. Просмотрены все платежи и строки таблицы: { $rows }.
dedup-none-ledger = 🟢 Среди платежей дублей нет. Таблица не подключена.
dedup-none-payments = 🟢 Среди платежей дублей нет.
dedup-sheet-unseen = 🟡 Таблица не просмотрена: { $why }.
dedup-looked = Проверено { $time }.
dedup-cut = Это не всё: остальное покажется, когда разберёте эти.
dedup-kind-doubled_row = Задвоенные строки в таблице: { $count }
dedup-kind-merged_row = Пустые строки объединённых клиентов: { $count }
dedup-kind-foreign_row = Строки старой системы, учтённые в других: { $count }
dedup-kind-double_charge = Похоже, списали дважды: { $count }
dedup-kind-two_providers = Один платёж у двух провайдеров: { $count }
dedup-kind-two_customers = Один клиент под двумя id: { $count }
dedup-money = { $amounts }
dedup-reason-same_key_equal = Тот же ключ, все ячейки совпадают.
dedup-reason-same_key_older = Тот же ключ; в другой строке данные старее.
dedup-reason-same_key_other_notes = Тот же ключ, но кто-то написал разные пометки.
dedup-reason-merged_away = Клиента объединили с другим, строка пустая.
dedup-reason-payments_elsewhere = Все её платежи учтены в другой строке.
dedup-reason-same_card_twice = Те же клиент, карта, сумма и продукт с разницей в минуты.
dedup-reason-same_amount_twice = Те же клиент, сумма и продукт с разницей в минуты; та же ли карта, неизвестно.
dedup-reason-two_providers_ids = Те же клиент и сумма с разницей в минуты у двух провайдеров.
dedup-page = { $from }–{ $to } из { $count }
dedup-button-show = Показать: { $name }
dedup-button-more = Ещё
dedup-button-clean = Почистить таблицу…
dedup-button-back = Назад
dedup-button-refund = Вернуть { $n }…
dedup-short-doubled_row = строки
dedup-short-merged_row = пустые строки
dedup-short-foreign_row = старые строки
dedup-short-double_charge = двойные списания
dedup-short-two_providers = два провайдера
dedup-short-two_customers = клиенты
dedup-clean-question = { $count ->
    [one] { $count } строка будет вырезана на лист «payops duplicates». Её можно вернуть.
    [few] { $count } строки будут вырезаны на лист «payops duplicates». Их можно вернуть.
   *[many] { $count } строк будут вырезаны на лист «payops duplicates». Их можно вернуть.
}
dedup-clean-notes = Из них с пометками, которых нет в остающейся строке: { $count }. Пометки переедут на тот же лист.
dedup-clean-yes = Почистить: { $count }
dedup-clean-nothing = Чистить уже нечего.
dedup-refund-question = Клиенту вернётся { $amount } по { $payment }. Отменить это нельзя.
dedup-refund-large = Сумма большая: понадобится согласие ещё одного администратора.
dedup-refund-yes = Вернуть { $amount }
dedup-refunded = 🟢 Возвращаем { $amount } по { $payment } ({ $refund }).

run-looking = ⏳ Сверяю: просмотрено строк { $looked }, расхождений { $drifts }.
run-planned = Готово к запуску; пока ничего не изменено.
run-running = ⏳ Сделано { $done } из { $all }.
run-undoing = ⏳ Возвращаю как было; осталось { $left }.
run-done = 🟢 Готово: { $done } из { $all }.
run-cancelled = ⚪ Остановлено. Успели: { $done } из { $all }.
run-undone = ⚪ Возвращено как было: { $undone }.
run-failed = 🔴 Дальше не вышло: { $why }. Успели: { $done }.
run-interrupted = Пауза: { $why }. Продолжится само.
run-trouble-provider_away = Stripe не отвечает
run-trouble-provider_refused = Stripe не принимает ключ или у ключа нет на это прав
run-trouble-provider_unreadable = ответ Stripe не удалось разобрать
run-trouble-sheet_away = таблица не отвечает
run-trouble-sheet_refused = в таблицу не пускают
run-trouble-sheet_missing = нет документа, листа или строки заголовков
run-trouble-own = ошибка у нас, подробности в журнале
run-skipped = Не тронуто, потому что успело измениться или должно остаться: { $count }.
run-button-undo = Вернуть как было…
run-button-cancel = Остановить
run-undo-question = Будет возвращено как было: { $count }.
run-undo-yes = Вернуть: { $count }

reconcile-title = Провайдер ↔ учёт ↔ таблица
reconcile-period = { $from } – { $to }
reconcile-whole-sheet = вся таблица
reconcile-green = 🟢 Всё сходится (строк: { $looked }).
reconcile-red = 🔴 { $count ->
    [one] { $count } расхождение
    [few] { $count } расхождения
   *[many] { $count } расхождений
} на { $looked } строк
reconcile-line = { $what }: { $count }
reconcile-person = { $what }: { $count } – решать человеку
drift-provider-missing_here = Есть у провайдера, нет в учёте
drift-provider-missing_there = Есть в учёте, нет у провайдера
drift-provider-amount = Сумма не та, что у провайдера
drift-provider-status = Статус не тот, что у провайдера
drift-provider-currency = Валюта не та, что у провайдера
drift-provider-refunded = Возвраты не те, что у провайдера
drift-provider-unreadable = Не удалось прочитать у провайдера
drift-sheet-missing_here = Есть в таблице, нам неизвестно
drift-sheet-missing_there = Нет в таблице
drift-sheet-amount = Сумма в таблице другая
drift-sheet-status = Статус в таблице другой
drift-sheet-currency = Валюта в таблице другая
drift-sheet-text = Текст в таблице другой
drift-sheet-doubled = Задвоено в таблице (/dedup)
reconcile-button-repair = Исправить { $count }…
reconcile-repair-question = Будет исправлено расхождений: { $count }. Платежи перечитаем у провайдера, строки запишем заново. Строки и данные можно вернуть; найденные платежи останутся.
reconcile-repair-yes = Исправить: { $count }
reconcile-period-wrong = Назовите период: /reconcile today, /reconcile 7d или два дня: /reconcile 2026-11-01 2026-11-07.
approval-repair = исправить расхождения между провайдером, учётом и таблицей: { $count }
approval-refund_large = вернуть { $amount } по { $payment }
approval-merge_customers = объединить клиентов { $a } и { $b }
dedup-reason-same_phone = Один и тот же телефон.
dedup-reason-same_mailbox = Один почтовый ящик, записанный по-разному.
dedup-reason-same_spelling = Адреса отличаются одной буквой.
dedup-reason-same_name_and_card = Одно имя и одна карта.
dedup-reason-same_name_and_last4 = Одно имя и те же последние цифры карты.
dedup-button-merge = Объединить { $n }…
dedup-merge-question = { $a } и { $b } станут одним клиентом: одна строка, одна история. Если потом разделить, они останутся разными навсегда.
dedup-merge-yes = Объединить
dedup-merged = 🟢 { $a } и { $b } теперь один клиент.
notice-duplicates_found = 🟡 Дубли, которые должен разобрать человек: { $left }
    .next = Сами убраны из таблицы: { $cleaned }; они на листе «payops duplicates».
    .help = В списке видно, почему это дубли и что с ними делать.
button-dedup = Показать дубли
