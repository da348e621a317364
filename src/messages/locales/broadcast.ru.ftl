# /broadcast

bot-command-broadcast = написать всем, кто запустил бота
bot-broadcast-ask = Пришлите текст таким, каким его получат люди, не длиннее { $limit } знаков.
bot-broadcast-too-long = Здесь знаков: { $length }, а помещается { $limit }. Начните снова: /broadcast
bot-broadcast-preview = Люди увидят это так:
bot-broadcast-whom = Кому отправить?
bot-broadcast-nobody = Бота пока никто не запускал.
bot-audience-all = Все
bot-audience-buyers = Покупатели
bot-audience-team = Команда
bot-speaking-ru = по-русски
bot-speaking-en = по-английски
bot-broadcast-question = { $count ->
    [one] Сообщение получит { $count } человек: { $whom }.
    [few] Сообщение получат { $count } человека: { $whom }.
   *[many] Сообщение получат { $count } человек: { $whom }.
}
bot-broadcast-takes = Это займёт около { $minutes } мин. Можно поставить на паузу или отменить; что дошло, то останется.
bot-button-broadcast-send = Отправить: { $count }
bot-button-broadcast-pause = Пауза
bot-button-broadcast-go-on = Продолжить
bot-button-broadcast-cancel = Отменить остальное
bot-broadcast-running = 📣 { $percent } % ({ $done } из { $total })
bot-broadcast-paused = ⏸ Пауза на { $percent } % ({ $done } из { $total })
bot-broadcast-cancelled = ⚪ Отменено после { $done } из { $total }
bot-broadcast-done = 🟢 Отправлено: { $done } из { $total }
bot-broadcast-counts = Дошло { $delivered } · заблокировали бота { $blocked } · не удалось { $failed }
bot-broadcast-changed = Число получателей тем временем изменилось. Ничего не отправлено. Начните снова: /broadcast
bot-kind-broadcast = рассылка
