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
