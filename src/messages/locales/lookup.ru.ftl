## То, на чём процесс падает

notice-update_given_up = 🔴 Сообщение или нажатие кнопки дважды уронило бота (обновление { $update })
    .next = Больше оно не обрабатывается, остальное работает.
    .help = Если команда была нужна, повторите её. Номер передайте тому, кто ведёт этот сервер: он есть в журнале.

## Поиск

bot-near = Может быть, что-то из этого?
bot-no-such-order = Заказа { $query } нет.
bot-looks-like-order = номер заказа
bot-list-problems = ⚠️ Требует внимания
bot-list-refunds = Возвраты
bot-problem-conflict = У платежа { $payment } две разные суммы
bot-problem-dispute = Открытый спор { $dispute }: { $amount }
bot-problem-dead = { $count ->
    [one] { $count } отправка не удалась, см. /failed
    [few] { $count } отправки не удались, см. /failed
   *[many] { $count } отправок не удались, см. /failed
}
bot-campaign-first = Первый платёж из: { $name }
bot-campaign-last = Последний платёж из: { $name }
bot-customer-deliveries = Отправлено: { $delivered } · ждёт: { $waiting } · не удалось: { $dead }

## Раскрытие контактов

bot-button-reveal = Показать контакты
bot-reveal-question = Зачем вам контакты { $name }?
bot-reveal-note = Они будут видны 60 секунд и только вам. Кто и зачем смотрел, записывается.
bot-reveal-support = Вопрос в поддержку
bot-reveal-refund = Возврат или спор
bot-reveal-fraud = Проверка на мошенничество
bot-reveal-other = Другое
bot-revealed = Контакты { $name }
bot-revealed-nothing = Адреса неизвестны.
bot-revealed-until = Скроются через 60 секунд, в { $time }.
bot-hidden = Контакты { $name } снова скрыты.

## Очередь и неудачи

bot-queue-rate = { $count } за 5 мин
bot-failed-poison = На ней ломается отправка, поэтому она отложена. Повторите после обновления.
bot-failed-example = Сначала проверить одну:
bot-button-back = ◀ Назад
bot-button-on = Дальше ▶

## Повторное чтение у провайдера

bot-command-sync = забрать новые платежи сейчас
bot-command-resync = перечитать дни заново
bot-button-resync = Выполнить
bot-sync-running = ⏳ Читаю новые платежи…
bot-sync-done = 🟢 Все новые платежи получены
bot-sync-failed = 🔴 Провайдер ответил не так, как ожидалось. Ничего не потеряно: прочитанное сохранено, остальное повторит следующая синхронизация. Попробуйте через минуту.
bot-sync-not-configured = Платёжный провайдер здесь не настроен.
bot-sync-read = Прочитано: { $count }
bot-sync-would-add = Новых платежей будет: { $count }
bot-sync-would-change = Изменится платежей: { $count }
bot-sync-did-add = Новых платежей: { $count }
bot-sync-did-change = Изменено платежей: { $count }
bot-resync-ask = За какие дни? Например: /resync вчера, /resync прошлая неделя или /resync 1.11.2026 8.11.2026.
bot-resync-not-understood = Не понимаю, за какие дни. Напишите /resync вчера, /resync прошлая неделя или /resync 1.11.2026 8.11.2026.
bot-resync-looking = ⏳ Пока только смотрю: { $days }
bot-resync-looked = Перечитать: { $days }
bot-resync-running = ⏳ Перечитываю: { $days }
bot-resync-done = 🟢 Перечитано: { $days }
bot-resync-ended = 🟡 Остановлено раньше конца: { $days }. Прочитанное сохранено, повторить можно без вреда.
bot-resync-ending = Остановится, дочитав страницу.
bot-resync-nothing = Всё уже здесь, делать нечего.
bot-resync-quiet = Учёт и таблица будут исправлены, карточки не отправляются.
