# Остановки по частям и их закреплённое сообщение.

bot-scope-all = всё
bot-scope-notifications = сообщения людям
bot-scope-sync = сверка с провайдером
bot-scope-purchases = новые заказы
bot-stop-part = 🛑 Остановлено ({ $by }): { $what }
bot-stop-until = Закончится само: { $time }
bot-stop-effect-notifications = Людям ничего не уходит: ни карточек, ни оповещений. Таблица и сверка работают.
bot-stop-effect-sync = Сверка и повторная загрузка стоят. Вебхуки и сообщения работают.
bot-stop-effect-purchases = Новые заказы не принимаются. Уже начатые оплаты по-прежнему приходят.
bot-stop-effect-place = Не уходит ничего ({ $what }); всё остальное работает.
bot-stopped-again = Тем временем { $by } остановил(а) снова. Ничего не возобновлено. Посмотрите ещё раз: /resume
bot-banner-title = 🛑 Остановлено: { $what }
bot-banner-since = Кто и когда: { $by }, { $time }
bot-banner-over = 🟢 Снова работает с { $time }. Ничего не остановлено.
bot-banner-no-right = Я не могу это закрепить. Дайте мне право «Закрепление сообщений» в списке администраторов группы.
bot-resume-which = Что продолжить?
bot-resume-line = { $what } · остановлено { $ago } назад ({ $by })
bot-resume-part = { $count ->
    [0] 🛑 Продолжить ({ $what })? Ничего не задержано.
   *[other] 🛑 Продолжить ({ $what })? Задержано отправок: { $count }.
}
bot-resume-paced = За { $minutes } мин: все, равномерно.
bot-button-paced = За { $minutes } мин
bot-button-discard-older = Отбросить старше { $hours } ч ({ $count })
bot-resumed-part = 🟢 Снова работает: { $what }
bot-resumed-paced = { $count ->
    [one] 🟢 Снова работает. { $count } сообщение уйдёт в течение { $minutes } мин.
    [few] 🟢 Снова работает. { $count } сообщения уйдут в течение { $minutes } мин.
   *[many] 🟢 Снова работает. { $count } сообщений уйдут в течение { $minutes } мин.
}
bot-resumed-older = { $count ->
    [one] 🟢 Снова работает. Отброшено { $count } сообщение старше { $hours } ч, остальное уходит сейчас.
    [few] 🟢 Снова работает. Отброшены { $count } сообщения старше { $hours } ч, остальное уходит сейчас.
   *[many] 🟢 Снова работает. Отброшено { $count } сообщений старше { $hours } ч, остальное уходит сейчас.
}

notice-stop_ended = 🟢 Остановка ({ $by }) закончилась по плану: { $what }
    .next = { $count ->
        [0] Ничего не задержалось.
        [one] Задержано было { $count } сообщение, сейчас оно уходит.
        [few] Задержано было { $count } сообщения, сейчас они уходят.
       *[many] Задержано было { $count } сообщений, сейчас они уходят.
    }
    .help = Как идёт отправка, видно в /queue.
notice-invite_taken = 🟢 Приглашение принято: { $name }, роль «{ $role }»
    .next = С этой минуты { $name } может пользоваться ботом.
    .help = Изменить или снять роль: /roles
