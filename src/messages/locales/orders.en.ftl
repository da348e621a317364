order-waiting = 🟡 Waiting for payment
order-paid = 🟢 Paid
order-expired = ⚪ Not paid in time
order-cancelled = ⚪ Cancelled
order-refunded = ⚪ Refunded
order-trial = Trial, free of charge
order-free = free
order-with-promo = { $price } · { $off } off with { $code }
order-number = Order { $id }
order-next-waiting = Press the button to pay. This message changes as soon as the money is here.
order-until = Pay until { $time }.
order-next-choose = Choose how to pay.
order-next-paid = Thank you! What you bought comes in the next message.
order-next-gift = Thank you! Send the gift's link to the one it is for.
order-next-expired = Nothing was charged. Order again with /buy.
order-next-cancelled = Nothing was charged. Order again with /buy.
order-next-refunded = The money is on its way back to you. Questions: /paysupport
order-money-waiting = We have your { $amount }, but it does not fit this order: another amount, or it came too late. We look into it and give you access or the money back. No need to pay again.
order-money-refunded = { $amount } is on its way back to you. Questions: /paysupport
order-reminder = “{ $title }” is still reserved for you for { $left }.
button-pay = Pay { $amount }
button-order_method = Another way to pay
button-order_cancel = Cancel
button-order_gift = Link to the gift
minutes-count = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
  }
order-refused-stopped = Sales are paused for a moment. Nothing was charged; please try again later.
order-refused-not_found = This order is not known here. Nothing was charged; start again with /buy.
order-refused-ended = This order's time is over. Nothing was charged; order again with /buy.
order-refused-already_paid = This order is paid already. Nothing more was charged.
order-refused-price = The price of this invoice is no longer right. Nothing was charged; open the order again.
order-refused-out_of_stock = Sold out a moment ago. Nothing was charged.
notice-money_problem = 💸 Money needs a decision: { $amount }, { $problem }
    .next = Payment { $payment }, order { $order }. Nothing was granted, and nothing happens by itself.
    .help = Give it back or accept it: decision { $decision }.
notice-stock_low = { $left ->
    [0] 📦 Plan { $plan } is sold out
   *[other] 📦 Plan { $plan }: only { $left } left
  }
    .next = Orders that wait count as sold until their time is over.
    .help = Raise the stock in /plans, or hide the plan.
money-problem-unknown_order = for an order that is not known
money-problem-another_person = paid by another person than the order's
money-problem-wrong_currency = in another currency than the order's
money-problem-underpaid = less than the order costs
money-problem-overpaid = more than the order costs
money-problem-already_paid = for an order that is paid already
money-problem-ended = for an order whose time was over
money-problem-out_of_stock = for an order of a plan that is sold out
approval-decide_money_large = decide about money: { $how } { $amount }, payment { $payment }
pay-page-title = Payment
pay-page-paid = Paid. Thank you!
pay-page-waiting = Your payment is being checked.
pay-page-over = This order was not paid.
pay-page-cancelled = You left the pay page. Nothing was charged.
pay-page-back = You may close this page and go back to Telegram: the order's message there says how it stands.
