# /plans, promo codes, everybody's orders, money to decide about
bot-command-plans = what is sold, prices, codes
plan-list-title = { $count ->
    [0] Nothing is sold yet
    [one] { $count } plan
   *[other] { $count } plans
  }
plan-no-price = no price yet
plan-hidden = hidden
plan-endless = no stock limit
plan-left = { $count ->
    [0] sold out
   *[other] { $count } left
  }
plan-low = running low
plan-keys = keys: { $free } free, { $given } given
plan-tickets = { $count ->
    [0] no contest tickets
    [one] { $count } contest ticket
   *[other] { $count } contest tickets
  }
plan-kind-digital = digital
plan-kind-physical = physical
plan-gives-invite_link = Gives a place in the chat { $where }
plan-gives-webhook = Tells { $where }
plan-gives-text = Sends a text
plan-gives-keys = Gives a key from the stock
plan-field-title = Title
plan-field-description = Description
plan-field-kind = Kind
plan-field-prices = Prices
plan-field-period = Period
plan-field-stock = Stock
plan-field-tickets = Tickets
plan-field-fulfilment = What it gives
plan-button-new = New plan
plan-button-promos = Promo codes
plan-button-list = All plans
plan-button-hide = Hide
plan-button-show = Put on sale
plan-button-save = Save
plan-now = Now:
plan-draft = Buyers will read it so:
plan-ask-code = A short code for links and reports: Latin letters, digits, - and _, at most 32. It never changes.
plan-ask-title = The title, at most 32 characters: Russian on the first line, English on the second.
plan-ask-description = What one gets, at most 255 characters: Russian on the first line, English on the second.
plan-ask-kind = Type “digital” or “physical”. Telegram wants digital goods inside its apps to be sold in Stars; other ways to pay for them are the owner's own decision.
plan-ask-prices = Prices, a line each: 10 USD (bank card), 990 RUB (card or SBP), 500 Stars. Type “trial” for something free, once per person.
plan-ask-period = For how many days? “-” for no time limit. Stars renew by themselves only at 30 days.
plan-ask-stock = How many are there in all? “-” for no limit.
plan-ask-tickets = How many contest tickets does a purchase bring? “-” for none.
plan-ask-fulfilment = What does the buyer get? Type “chat -1001234567890”, “webhook https://…”, “keys”, or “text” and the text after it: Russian on the next line, English on the one after.
plan-not-read = I could not read that. Please type it as described above, or /plans to leave.
plan-code-wrong = That code is taken, or has other characters in it. Please type another.
plan-not-saved = This plan is not whole: a title, a description and a price are needed. Nothing was saved. Start again: /plans
plan-not-sellable = This plan could not be delivered as it stands, so it stays hidden. Change what it gives first.
plan-keys-how = To add keys, send a text file, one key a line, with the caption /plans keys { $code }
plan-keys-no-plan = There is no plan with this code that gives keys.
plan-keys-unreadable = This file has no keys in it: plain text is needed, one key a line, at most 10,000.
plan-keys-taken = { $count ->
    [0] No new keys in this file; { $free } are free.
    [one] { $count } key added; { $free } are free. I have removed your message with the file.
   *[other] { $count } keys added; { $free } are free. I have removed your message with the file.
  }
plan-remark-digital_outside_stars = Telegram wants digital goods inside its apps to be sold in Stars. This plan can be paid otherwise, too: that is the owner's own decision.
plan-remark-no_keys = There are no keys left, so nobody can buy it now.
plan-remark-method_not_configured = One of its ways to pay is not set up here, and is not offered.
plan-remark-chat_not_found = The chat is not known to the bot: add the bot to it. The plan is hidden.
plan-remark-not_admin = The bot is no administrator of the chat. The plan is hidden.
plan-remark-no_right_to_invite = The bot may not invite people into the chat. The plan is hidden.
plan-remark-no_right_to_remove = The bot may not remove people from the chat. The plan is hidden.
plan-remark-requests_not_told = Telegram does not tell the bot who asks to join. The plan is hidden.
plan-remark-not_asked = Telegram did not answer, so the bot's rights in the chat are not checked yet.
plan-remark-not_https = The address must begin with https://. The plan is hidden.
plan-remark-private_address = The address is of a private network. The plan is hidden.
plan-remark-bad_url = The address cannot be read. The plan is hidden.
plan-remark-webhook_not_configured = Webhooks need BUSINESS_WEBHOOK_SECRET. The plan is hidden.
promo-title = { $count ->
    [0] No promo codes
    [one] { $count } promo code
   *[other] { $count } promo codes
  }
promo-used = { $used ->
    [0] not used yet
    [one] used once
   *[other] used { $used } times
  }
promo-used-of = used { $used } of { $limit }
promo-until = until { $time }
promo-stopped = stopped
promo-button-new = New code
promo-button-stop = Stop { $code }
promo-button-go = Let { $code } count again
promo-button-make = Make the code
promo-ask = Type the code in one line, for example:
promo-example = CLUB5 5 USD x100 until 31.12.2026 club
promo-ask-parts = The code, what it takes off, and if you like how many orders may use it, its last day, and for which plans.
promo-not-read = I could not read that. For example: SPRING 20% x100 until 31.12.2026
promo-not-saved = This code cannot be saved. What a code takes off stays as it is once somebody has used it: make another code.
shop-all-orders = All orders
shop-none = None yet.
shop-buyer = Buyer{ " " }
shop-recipient = For{ " " }
shop-placed-at = Placed { $time }
shop-kind-purchase = purchase
shop-kind-gift = gift
shop-kind-renewal = renewal
shop-kind-trial = trial
shop-button-refund = Refund
shop-button-refund-yes = Give back { $amount }
shop-refund-question = { $amount } for { $title } goes back to the buyer { $buyer }, the way it came. Access ends and the tickets are taken back.
shop-refund-asked = { $amount } is on its way back to the buyer.
shop-money-none = No money waits for a decision.
shop-money-title = { $count ->
    [one] { $count } payment waits for a decision
   *[other] { $count } payments wait for a decision
  }
shop-money-ask-refund = { $amount } of the payment { $payment } goes back the way it came.
shop-money-ask-accept = The payment { $payment } of { $amount } counts for the order { $order }. If that was not paid yet, it is now, and its buyer gets what he ordered.
shop-money-waiting = Still to be decided: { $amount }.
shop-money-refunded = { $amount } is on its way back.
shop-money-accepted = { $amount } was accepted, and the order is paid.
shop-money-left = { $amount } was kept; the order was paid before.
shop-button-give-back = { $n }. Refund
shop-button-accept = { $n }. Accept
shop-button-accept-yes = Accept { $amount }
