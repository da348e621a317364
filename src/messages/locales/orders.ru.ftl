order-waiting = 🟡 Ждём оплату
order-paid = 🟢 Оплачено
order-expired = ⚪ Время на оплату вышло
order-cancelled = ⚪ Отменён
order-refunded = ⚪ Деньги возвращены
order-trial = Пробный доступ, бесплатно
order-free = бесплатно
order-with-promo = { $price } · скидка { $off } по коду { $code }
order-number = Заказ { $id }
order-next-waiting = Нажмите кнопку, чтобы оплатить. Как только деньги придут, это сообщение изменится.
order-until = Оплатите до { $time }.
order-next-choose = Выберите способ оплаты.
order-next-paid = Спасибо! Покупка придёт следующим сообщением.
order-next-gift = Спасибо! Отправьте ссылку на подарок тому, кому он предназначен.
order-next-expired = Деньги не списаны. Оформить заново: /buy
order-next-cancelled = Деньги не списаны. Оформить заново: /buy
order-next-refunded = Деньги возвращаются к вам. Вопросы: /paysupport
order-money-waiting = Мы получили { $amount }, но к заказу они не подошли: другая сумма или слишком поздно. Мы разберёмся: откроем доступ или вернём деньги. Ещё раз платить не нужно.
order-money-refunded = Возвращаем вам { $amount }. Вопросы: /paysupport
order-reminder = «{ $title }» ждёт вас ещё { $left }.
button-pay = Оплатить { $amount }
button-order_method = Другой способ оплаты
button-order_cancel = Отменить
button-order_gift = Ссылка на подарок
minutes-count = { $count ->
    [one] { $count } минуту
    [few] { $count } минуты
   *[many] { $count } минут
  }
order-refused-stopped = Продажи ненадолго приостановлены. Деньги не списаны, попробуйте позже.
order-refused-not_found = Такого заказа здесь нет. Деньги не списаны, начните заново: /buy
order-refused-ended = Время этого заказа вышло. Деньги не списаны, оформите новый: /buy
order-refused-already_paid = Этот заказ уже оплачен. Повторно деньги не списаны.
order-refused-price = Цена в этом счёте устарела. Деньги не списаны, откройте заказ ещё раз.
order-refused-out_of_stock = Только что всё раскупили. Деньги не списаны.
notice-money_problem = 💸 Нужно решение о деньгах: { $amount }, { $problem }
    .next = Платёж { $payment }, заказ { $order }. Ничего не выдано, и само ничего не произойдёт.
    .help = Верните деньги или примите их: решение { $decision }.
notice-stock_low = { $left ->
    [0] 📦 План { $plan } распродан
   *[other] 📦 План { $plan }: осталось { $left }
  }
    .next = Неоплаченные заказы считаются проданными, пока не выйдет их время.
    .help = Увеличьте остаток в /plans или скройте план.
money-problem-unknown_order = заказ неизвестен
money-problem-another_person = заплатил не тот, кто заказывал
money-problem-wrong_currency = валюта не та, что в заказе
money-problem-underpaid = меньше, чем стоит заказ
money-problem-overpaid = больше, чем стоит заказ
money-problem-already_paid = заказ уже оплачен
money-problem-ended = время заказа уже вышло
money-problem-out_of_stock = план распродан
approval-decide_money_large = решить о деньгах: { $how } { $amount }, платёж { $payment }
pay-page-title = Оплата
pay-page-paid = Оплачено. Спасибо!
pay-page-waiting = Проверяем ваш платёж.
pay-page-over = Этот заказ не оплачен.
pay-page-cancelled = Вы ушли со страницы оплаты. Деньги не списаны.
pay-page-back = Эту страницу можно закрыть и вернуться в Telegram: там сообщение о заказе показывает, что с ним.
