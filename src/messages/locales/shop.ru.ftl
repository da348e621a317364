# /start для покупателей, /buy, /orders, /paysupport, /terms
bot-command-buy = выбрать и оплатить
bot-command-orders = ваши заказы
bot-command-paysupport = вопросы об оплате
bot-command-terms = условия продажи
shop-greeting = Здравствуйте! Выберите, что нравится, оплатите за минуту и получите прямо здесь.
shop-title = Что вы хотите купить?
shop-empty = Сейчас ничего не продаётся. Загляните, пожалуйста, позже.
shop-trial = пробный период бесплатно
shop-for-ever = без ограничения срока
shop-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[many] { $count } дней
  }
shop-stars = { $count ->
    [one] { $count } звезда
    [few] { $count } звезды
   *[many] { $count } звёзд
  }
shop-left = { $count ->
    [one] осталась { $count } штука
    [few] осталось { $count } штуки
   *[many] осталось { $count } штук
  }
shop-sold-out = раскуплено
shop-how-to-pay = Как вам удобно заплатить?
shop-as-gift = В подарок: после оплаты вы получите ссылку, которую можно отправить.
shop-as-renewal = Продление: оставшееся время прибавится.
shop-with-code = Цены указаны с промокодом { $code }.
shop-receipt-to = Чек придёт на { $contact }
shop-method-stripe = Банковская карта
shop-method-yookassa = Карта или СБП
shop-method-stars = Telegram Stars
shop-button-buy = Купить
shop-button-list = Все предложения
shop-button-orders = Мои заказы
shop-button-code = Промокод
shop-button-gift = В подарок
shop-button-self = Для себя
shop-button-contact = Чек на другой адрес
shop-button-back = Назад
shop-button-try = Попробовать бесплатно
shop-button-free = Получить бесплатно
shop-button-renew = Продлить
shop-button-newer = ◀ Новее
shop-button-older = Старше ▶
shop-button-share = Отправить ссылку
shop-button-copy = Скопировать ссылку
shop-button-take = Принять подарок
shop-ask-code = Напишите промокод.
shop-ask-contact = Куда прислать чек? Напишите e-mail или телефон; в следующий раз спрашивать не будем.
shop-ask-contact-again = Это не похоже на e-mail или телефон. Напишите ещё раз, например name@example.com или +7 912 345-67-89.
shop-working = Одну минуту, оформляем заказ…
shop-code-unknown = Такого промокода нет.
shop-code-expired = Срок этого промокода вышел.
shop-code-used_up = Этот промокод уже использован.
shop-code-other_plan = Этот промокод не для этой покупки.
shop-code-other_currency = Этот промокод не действует при таком способе оплаты.
shop-refused-forbidden = Здесь это невозможно.
shop-refused-not_found = Это больше не продаётся. Деньги не списаны.
shop-refused-stopped = Продажи ненадолго приостановлены. Деньги не списаны, попробуйте позже.
shop-refused-out_of_stock = Раскуплено. Деньги не списаны.
shop-refused-trial_used = Пробный период у вас уже был, он даётся один раз.
shop-refused-no_method = Этот способ оплаты сейчас не работает. Деньги не списаны, выберите другой.
shop-refused-contact_needed = Для чека нужен e-mail или телефон. Начните, пожалуйста, сначала: /buy
shop-refused-too_many = У вас уже несколько неоплаченных заказов. Сначала оплатите или отмените один из них: /orders
shop-refused-already_paid = Этот заказ уже оплачен. Повторно деньги не списаны.
shop-refused-ended = Время этого заказа вышло. Деньги не списаны, оформите новый: /buy
shop-refused-not_now = Страница оплаты сейчас не отвечает. Деньги не списаны, попробуйте через минуту.
shop-no-orders = Заказов у вас пока нет.
shop-orders-title = Ваши заказы
shop-order-number = Заказ{ " " }
shop-payment-number = Платёж{ " " }
shop-paid-at = Оплачен { $time }
shop-cancelled = Отменён
shop-gift-link = Ваш подарок: { $title }. Он достанется тому, кто первым откроет ссылку и подтвердит.
shop-gift-question = 🎁 Вам подарок: { $title }
shop-gift-own = Вы купили этот подарок сами. Принимайте его, только если хотите оставить себе.
shop-gift-taken = Он ваш! Подарок придёт следующим сообщением.
shop-gift-yours = Вы уже приняли этот подарок.
shop-gift-gone = Этот подарок уже приняли, или ссылка неверна. Спросите того, кто её прислал.
shop-paysupport = Вопрос об оплате? Напишите одним сообщением, что случилось, и мы передадим это команде. Номера заказов – в /orders. Деньги возвращаются тем же путём, каким пришли. Поддержка Telegram с покупками в этом боте помочь не может.
shop-terms = Оплачивая, вы покупаете то, что описано в предложении, по цене и на срок, указанные в заказе. Доступ приходит в этот чат, как только поступят деньги. Если что-то не работает или списано по ошибке, напишите в /paysupport: мы исправим или вернём деньги.
shop-button-again = Выбрать способ оплаты
shop-gift-sent = Этот подарок уже приняли.
shop-button-all-orders = Все заказы
shop-button-money = Деньги: решить
notice-pay_support = 💬 Покупатель спрашивает об оплате: { $words }
    .next = { $order ->
        [none] Telegram id { $person }, заказов пока нет.
       *[other] Telegram id { $person }, последний заказ { $order }.
    }
    .help = Ответьте человеку в Telegram; заказ и возврат денег – в /orders.
shop-support-told = Спасибо, вопрос передан. Вам ответят здесь, в Telegram.
