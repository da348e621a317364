# Cards, alerts, digests and notices in English. Amounts come ready made: `9.99 USD` is written so in every language.
# A notice says what happened, what the system does next, and what you can do.

## Shared words

payments-count = { $count ->
    [one] { $count } payment
   *[other] { $count } payments
}
purchases-count = { $count ->
    [one] { $count } purchase
   *[other] { $count } purchases
}
waiting-count = { $count ->
    [0] Nothing is waiting.
    [one] { $count } delivery is waiting; nothing is lost.
   *[other] { $count } deliveries are waiting; nothing is lost.
}
amount-of = { $part } of { $whole }
may-repeat = This message may be a repeat: the answer to an earlier try was lost.

## Ways of paying, by the provider's word

method-card = Card
method-yoo_money = YooMoney
method-sberbank = SberPay
method-tinkoff_bank = T-Pay
method-sepa_debit = SEPA debit
method-link = Link
method-paypal = PayPal
method-klarna = Klarna
method-apple_pay = Apple Pay
method-google_pay = Google Pay
method-us_bank_account = US bank account
method-sbp = SBP
method-stars = Telegram Stars

## Places that are told

destination-telegram = Telegram
destination-slack = Slack
destination-sheets = the Google Sheet

## Purchase card

card-campaign = Campaign: { $name }
card-adset = Adset: { $name }
card-ad = Ad: { $name }
card-merged = Now part of { $name }
card-merged-why = { $name } was joined with an earlier purchase of the same customer. Its payments are counted there, and that card is kept up to date.
button-details = Details
button-customer = Customer
button-campaign = Campaign
button-queue = Queue
button-resume = Resume…

## VIP

vip-first-line = VIP purchase: { $amount }
vip-reached = This purchase has reached the VIP threshold. Its card is kept up to date as before.

## Digest

digest-heading = { $count ->
    [one] { $count } purchase while cards were waiting
   *[other] { $count } purchases while cards were waiting
}
digest-totals = Received: { $amounts }
digest-why = Sent together so as not to flood the chat. Each gets its own card when something about it changes.

## Notices

notice-payment_conflict = ⚠️ Two different amounts for payment { $payment }
    .next = The provider named { $amounts }. The payment is being read again, and the provider's current answer counts.
    .help = If this happens again, compare the payment with the provider's dashboard: /payment { $payment }
notice-conflicting_event = ⚠️ Event { $event } came twice with different contents
    .next = The first one counts; the second is kept, but nothing was changed by it.
    .help = Check in the provider's dashboard which one is right. If it is the second, read that day again on the server: npm run payops -- resync
provider-stripe = Stripe
provider-yookassa = YooKassa
provider-platform = the course platform
provider-amocrm = amoCRM
provider-stars = Telegram Stars
notice-quarantined = ⚠️ A webhook from { $provider } could not be understood
    .next = Event { $event } of type { $type } is genuine and has been put aside. Nothing was counted from it yet.
    .help = See /failed for the reason. After an update, read it again there, or with /replay { $event }
notice-breaker_open = 🔴 { $destination } is not answering ({ $code })
    .next = Sending is on hold and tried again by itself. { $waiting }
    .help = If it lasts, look at the service's status page; /queue shows what is waiting.
notice-breaker_closed = 🟢 { $destination } is answering again
    .next = Sending goes on. { $waiting }
    .help = There is nothing to do.
notice-buyer_away = 🟡 A buyer cannot be written to: { $telegramId } ({ $code })
    .next = He has paid. What he is owed waits, and goes out as soon as he comes back to the bot.
    .help = If it is urgent, reach him another way.
notice-destination_paused = 🔴 Sending to { $destination } is paused ({ $code })
    .next = The reason given: { $detail }. Everything owed is kept until sending is resumed.
    .help = Put the cause right, then resume it in /queue.
notice-sheet_columns_missing = { $count ->
    [one] ⚠️ The sheet no longer has the column { $columns }
   *[other] ⚠️ The sheet no longer has the columns { $columns }
}
    .next = All other columns are kept right as before; what is missing is left out.
    .help = To have it back, add a column with exactly that name in the first row.
notice-sheet_columns_added = { $count ->
    [one] ℹ️ A column was added to the sheet: { $columns }
   *[other] ℹ️ Columns were added to the sheet: { $columns }
}
    .next = They stand at the right end. Your own columns and their order were not touched.
    .help = You may move them anywhere: they are found by name.
notice-delivery_dead = 🔴 A delivery to { $destination } was given up ({ $code })
    .next = Nothing more is tried for { $delivery }. It stays on record.
    .help = Put the cause right and send it again from /failed, or with /replay { $delivery }
notice-history_loaded = 🟢 History is loaded: { $payments }, { $purchases }
    .next = No cards were sent for them. From now on every new payment is told as it comes.
    .help = There is nothing to do.
notice-catch_up = 🟢 Caught up: { $payments } since { $since }
    .next = They were missed while the connection was down, and are counted now. Old ones got no card of their own.
    .help = There is nothing to do.
notice-other_mode = { $mode ->
    [live] ⚠️ A live event reached an installation that runs with a test key
   *[test] ⚠️ A test event reached an installation that runs with a live key
}
    .next = Event { $event } is stored and shown, but not counted.
    .help = Check which webhook endpoint and which key belong together.
notice-not_confirmed = ⚠️ { $provider } does not confirm a notification
    .next = Event { $event } was asked about, and the answer says otherwise. Nothing was granted or counted from it.
    .help = If there are more, somebody may be pretending to be the provider. What it does not know at all is kept in /failed.
notice-foreign_call = ⚠️ A call as if from { $provider } came from a foreign network
    .next = Address { $address }. Refused, nothing was granted. You are not told of more today.
    .help = If it was the provider's own call, check TRUSTED_PROXIES and the list of allowed networks.
notice-chat_moved = ℹ️ A chat became a supergroup
    .next = Its number changed from { $from } to { $to }. Everything meant for it goes to the new one now.
    .help = Put the new number into TELEGRAM_CHAT_ID when you next change the settings.
notice-stopped = 🛑 Stopped by { $by }
    .next = Payments are still received and stored; nothing is sent and nothing is swept. { $waiting }
    .help = Use /resume to go on.
    .reason = Reason: { $reason }
notice-resumed = { $mode ->
    [drain] 🟢 Resumed by { $by }: what waited is sent now
    [digest] 🟢 Resumed by { $by }: what waited is sent as a digest
    [discard] 🟢 Resumed by { $by }: what waited was discarded
   *[other] 🟢 Resumed by { $by }
}
    .next = { $count ->
        [0] Nothing had been held back.
        [one] { $count } delivery had been held back.
       *[other] { $count } deliveries had been held back.
    }
    .help = /queue shows how it goes.

notice-backup_failed = 🔴 Tonight's backup could not be made
    .next = Why: { $detail }. { $newest ->
        [none] There is no backup to fall back on.
       *[other] The newest good one is of { $newest }; it is kept.
    }
    .help = Put the cause right, then make one on the server: npm run payops -- backup create
notice-drill_passed = 🟢 Trial restore passed: { $payments } in the backup of { $made }
    .next = It was restored beside the database, every page was read and the books add up.
    .help = There is nothing to do.
notice-drill_failed = 🔴 Trial restore failed: { $problem }
    .next = { $made ->
        [none] Nothing could be tried.
       *[other] The backup of { $made } cannot be relied on. The database itself was not touched.
    }
    .help = Make a new backup on the server: npm run payops -- backup create. If it fails as well, run: npm run doctor -- --deep
notice-restored = ⚠️ Restored from a backup by { $by }
    .next = { $from ->
        [none] What happened since that backup is being read again.
       *[other] What happened since { $from } is being read again.
    } Rows are put right; nothing old is sent again.
    .help = What people changed here since then is gone: check roles, settings and /status.

notice-sweep_failing = 🔴 Reading from { $provider } fails ({ $code })
    .next = Webhooks are still taken. What they lost is not found until this is mended, and reports may lack payments.
    .help = Check the key and its rights: npm run doctor. A restricted key must be able to read charges, PaymentIntents, sessions, refunds, disputes, customers and events.

file-missing = The file { $name } could not be sent: it cannot be made, or files are not allowed in this chat.

## Why a call failed

outcome-not-connected = no connection ({ $code })
outcome-no-answer = no answer after the request was sent ({ $code })
outcome-unreadable = the answer could not be read (status { $code })
outcome-redirected = redirected (status { $code }), which is not followed
outcome-status = status { $code } without a word
outcome-said = “{ $words }”
