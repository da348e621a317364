# /start for buyers, /buy, /orders, /paysupport, /terms
bot-command-buy = choose and pay
bot-command-orders = your orders
bot-command-paysupport = questions about a payment
bot-command-terms = terms of sale
shop-greeting = Hello! Choose what you like, pay in a minute, and get it right here.
shop-title = What would you like?
shop-empty = There is nothing for sale at the moment. Please look in again later.
shop-trial = free trial
shop-for-ever = no time limit
shop-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
  }
shop-stars = { $count ->
    [one] { $count } Star
   *[other] { $count } Stars
  }
shop-left = only { $count } left
shop-sold-out = sold out
shop-how-to-pay = How would you like to pay?
shop-as-gift = As a gift: after the payment you get a link to send on.
shop-as-renewal = A renewal: what is left of your time is added.
shop-with-code = The prices are with the code { $code }.
shop-receipt-to = The receipt goes to { $contact }
shop-method-stripe = Bank card
shop-method-yookassa = Card or SBP
shop-method-stars = Telegram Stars
shop-button-buy = Buy
shop-button-list = All offers
shop-button-orders = My orders
shop-button-code = Promo code
shop-button-gift = As a gift
shop-button-self = For myself
shop-button-contact = Receipt to another address
shop-button-back = Back
shop-button-try = Try it free
shop-button-free = Get it free
shop-button-renew = Renew
shop-button-newer = ◀ Newer
shop-button-older = Older ▶
shop-button-share = Send the link
shop-button-copy = Copy the link
shop-button-take = Take the gift
shop-ask-code = Type your promo code.
shop-ask-contact = Where shall the receipt go? Type an e-mail or a phone number; next time you will not be asked.
shop-ask-contact-again = That does not look like an e-mail or a phone number. Please type it once more, such as name@example.com or +44 20 7946 0000.
shop-working = One moment, your order is being made …
shop-code-unknown = This promo code is not known.
shop-code-expired = This promo code has expired.
shop-code-used_up = This promo code has been used up.
shop-code-other_plan = This promo code is for something else.
shop-code-other_currency = This promo code does not count for this way to pay.
shop-refused-forbidden = This is not possible here.
shop-refused-not_found = This is not for sale any more. Nothing was charged.
shop-refused-stopped = Sales are paused for a moment. Nothing was charged; please try again later.
shop-refused-out_of_stock = Sold out. Nothing was charged.
shop-refused-trial_used = You have had this trial already; it is once per person.
shop-refused-no_method = This way to pay does not work at the moment. Nothing was charged; please choose another.
shop-refused-contact_needed = A receipt needs an e-mail or a phone number. Please start again: /buy
shop-refused-too_many = You have several unpaid orders. Pay or cancel one of them first: /orders
shop-refused-already_paid = This order is paid already. Nothing more was charged.
shop-refused-ended = This order's time is over. Nothing was charged; order again with /buy.
shop-refused-not_now = The payment page does not answer at the moment. Nothing was charged; please try again in a minute.
shop-no-orders = You have no orders yet.
shop-orders-title = Your orders
shop-order-number = Order{ " " }
shop-payment-number = Payment{ " " }
shop-paid-at = Paid { $time }
shop-cancelled = Cancelled
shop-gift-link = Your gift: { $title }. Whoever opens the link first and confirms has it.
shop-gift-question = 🎁 A gift for you: { $title }
shop-gift-own = You bought this gift yourself. Take it only if you want to keep it.
shop-gift-taken = It is yours! What you got comes in the next message.
shop-gift-yours = You have taken this gift already.
shop-gift-gone = This gift has been taken, or its link is not right. Ask whoever sent it.
shop-paysupport = Questions about a payment? Write what happened in one message, and it goes to the team. The numbers of your orders are in /orders. Refunds go back the way the money came. Telegram’s own support cannot help with purchases in this bot.
shop-terms = By paying you agree to buy what the offer describes, for the price and the time that the order names. Access comes in this chat as soon as the money is here. If something does not work or was charged by mistake, write to /paysupport: we mend it or give the money back.
shop-button-again = Choose how to pay
shop-gift-sent = This gift has been taken.
shop-button-all-orders = All orders
shop-button-money = Money to decide
notice-pay_support = 💬 A buyer asks about a payment: { $words }
    .next = { $order ->
        [none] Telegram id { $person }, no order yet.
       *[other] Telegram id { $person }, newest order { $order }.
    }
    .help = Answer the person in Telegram; the order and its refund are under /orders.
shop-support-told = Thank you, your question is with the team. They answer you here in Telegram.
