destination-access = Access to chats
destination-webhook = Your systems (webhook)
access-owed = ⏳ On its way
access-granted = ✅ It is yours
access-ended = ⚪ Over
access-withdrawn = ⚪ Taken back: the payment was returned
access-until = Until { $time }
access-key = Your key:
access-link = Press the button and ask to join: you are let in by yourself, from this Telegram account only.
access-webhook = Access is open.
access-news-soon = { $days ->
    [one] ⏳ “{ $title }” ends tomorrow: { $time }
   *[other] ⏳ “{ $title }” ends in { $days } days: { $time }
  }
access-news-grace = ⌛ “{ $title }” is over since { $time }.
access-news-ended = ⚪ “{ $title }” is over, and access is closed.
access-news-stay = You can stay until { $time }; then access closes.
access-news-carried = Renew now: the days that are left are added.
access-renew-gone = This plan is no longer sold. See what there is: /buy
access-enter-asked = If you have asked to join, you will be in within a minute.
access-enter-no = There is no access to this chat any more.
button-access-join = Ask to join
button-access_enter = I asked, let me in
button-access_renew = Renew
button-copy-key = Copy the key
notice-key_missing = 🔑 No key left: plan { $plan }, order { $order } is paid
    .next = The buyer sees “on its way”. As soon as the plan has a key, he gets it.
    .help = Add keys in /plans, or give the money back.
money-problem-no_key = paid, but there is no key left to give
