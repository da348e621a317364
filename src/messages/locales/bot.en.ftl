# What the bot answers, in English. The first line of a message carries the answer.

## Buttons

bot-button-refresh = Refresh
bot-button-today = Today
bot-button-status = Status
bot-button-queue = Queue
bot-button-help = Help
bot-button-trace = Timeline
bot-button-replay = Send again
bot-button-copy = Copy id
bot-button-pause = Pause { $name }
bot-button-go-on = Resume { $name }
bot-button-clear = Clear { $name }
bot-button-clear-yes = Yes, clear { $count }
bot-button-undo = Undo
bot-button-cancel = Cancel
bot-button-replay-all = { $n }. Replay all like this
bot-button-read-again = Read again: { $type }
bot-button-discard-aside = Discard
bot-button-discard = { $n }. Discard
bot-button-resume = Resume…
bot-button-drain = Send all ({ $count })
bot-button-digest = One digest
bot-button-discard-all = Discard { $count }

## Commands, for /help and the menu

bot-command-start = who you are here
bot-command-help = what you can do here
bot-command-language = choose the language of this chat
bot-command-status = is everything well
bot-command-today = the day so far
bot-command-customer = find a customer by id, e-mail or phone
bot-command-payment = find a payment by id
bot-command-trace = everything that happened to a payment
bot-command-queue = what waits to be sent
bot-command-failed = what could not be sent
bot-command-replay = send again what failed
bot-command-stop = stop all sending at once
bot-command-resume = go on after a stop
bot-example-stop = /stop wrong prices

## Start, help, language

bot-start-team = Hello, { $name }! You are { $role } here.
bot-start-next = Send a command, or paste an id, an e-mail or a phone number. /help shows what you can do.
bot-role-owner = the owner
bot-role-admin = an administrator
bot-role-operator = an operator
bot-role-analyst = an analyst
bot-role-ad_buyer = an ad buyer
bot-role-buyer = a customer
bot-help-title = What you can do here
bot-help-lookup = You can also paste an id, an e-mail or a phone number without any command, or reply /debug to a card.
bot-language-question = Which language should this chat have?
bot-language-done = From now on I speak English here.

## What could not be done

bot-unknown-command = I don't know that command. /help shows what there is.
bot-did-you-mean = I don't know that command. Did you mean { $command }?
bot-forbidden = You may not do this: it needs the role of { $role }. An owner can give it to you.
bot-forbidden-any = You may not do this.
bot-anonymous = I can't see who you are, because you write as the group itself. Switch off “Remain anonymous” in your administrator rights, then send the command again.
bot-expired = This button has expired. Send the command again.
bot-timed-out = Not confirmed within 60 seconds. Nothing was changed.
bot-nothing-changed = Cancelled. Nothing was changed.
bot-error = Sorry, that did not work. Nothing is lost. Try again in a minute; if it happens again, tell the person who runs this server the reference { $reference }.
bot-error-toast = Sorry, that did not work ({ $reference }). Try again in a minute.
bot-refused-stopped = Everything is stopped. Resume first: /resume
bot-busy = This is under way already. Try again in a few seconds.
bot-not-understood = I did not recognise that. Paste a payment or customer id, an e-mail or a phone number, or see /help.
bot-ask-customer = Send me the customer's id, e-mail or phone number.
bot-ask-payment = Send me the payment's id, for example pi_3SUabc.
bot-ask-trace = Send me the payment's id, for example pi_3SUabc.
bot-ask-replay = Send me the id of a payment, a delivery or a webhook.
bot-debug-no-card = I know nothing about that message. Reply /debug to a card, or send /trace with the payment's id.
bot-more = and { $count } more
bot-minutes = { $count } min
bot-hours = { $count } h
bot-days = { $count } d
bot-confirm-note = Only you can confirm, within 60 seconds.

## Looking up

bot-nothing-found = Nothing found for “{ $query }”.
bot-nothing-found-kind = Nothing found for “{ $query }” ({ $kind }).
bot-nothing-found-next = Check for a missing letter. A payment made a moment ago may need a minute to arrive.
bot-payment-captured = paid
bot-payment-authorised = authorised, not captured
bot-payment-pending = pending
bot-payment-canceled = cancelled
bot-payment-failed = failed
bot-payment-refunded = refunded
bot-payment-refunded-partly = { $back } refunded
bot-payment-disputed = taken by a dispute
bot-payment-disputed-partly = { $back } taken by a dispute
bot-reversal-pending = pending
bot-reversal-requires_action = the customer has to act
bot-reversal-succeeded = done
bot-reversal-failed = failed
bot-reversal-canceled = cancelled
bot-reversal-needs_response = needs your answer
bot-reversal-under_review = under review
bot-reversal-won = won
bot-reversal-lost = lost
bot-reversal-prevented = prevented
bot-reversal-warning_needs_response = inquiry, needs your answer
bot-reversal-warning_under_review = inquiry, under review
bot-reversal-warning_closed = inquiry, closed
bot-payment-reason = Reason given: { $code }
bot-purchase-span = First payment { $from }, last { $to }
bot-customer-unpaid = nothing paid
bot-customer-joined = Joined from { $count } identities
bot-list-payments = Payments
bot-list-purchases = Purchases
bot-campaign-title = Campaign of { $name }
bot-campaign-none = No campaign is known for { $name }.
bot-campaign-week = The last 7 days of this campaign ({ $from } – { $to })
bot-campaign-week-back = Money given back counts against the sale it belongs to.
bot-campaign-week-none = No sales.
bot-campaign-revenue = { $code }: gross { $gross } · net { $net }
bot-campaign-summary = Campaign data
bot-campaign-source = Source: { $name }
bot-campaign-medium = Medium: { $name }
bot-campaign-link = Link: { $name }
bot-campaign-product = Product: { $name }

## Trace

bot-trace-received = Received
bot-trace-received-none = No webhook or sweep is on record.
bot-trace-back = Money back
bot-trace-back-none = None.
bot-trace-grouped = Grouped
bot-trace-grouped-none = Not part of a purchase: only successful payments are grouped.
bot-trace-deliveries = Deliveries
bot-trace-deliveries-none = Nothing had to be sent.
bot-trace-refund = { $amount } refund · { $status }
bot-trace-dispute = { $amount } dispute · { $status }
bot-trace-dispute-withdrawn = { $amount } dispute, money withdrawn · { $status }
bot-trace-provisional = The time is provisional until the charge is known.
bot-trace-secret = secret no. { $n }
bot-trace-next = next try { $time }
bot-source-webhook = webhook, signature verified
bot-source-sweep = found by the sweep
bot-source-resync = found by a resync
bot-source-history = from history
bot-source-reread = read again from the provider
bot-event-recorded = recorded
bot-event-ignored = stored, not needed
bot-event-other_mode = other mode, not counted
bot-event-quarantined = put aside
bot-delivery-waiting = waiting since
bot-delivery-leased = being sent since
bot-delivery-sending = being sent since
bot-delivery-delivered = delivered
bot-delivery-merged = told together with another message
bot-delivery-dead = given up
bot-delivery-cancelled = cancelled
bot-outcome-delivered = delivered
bot-outcome-not_sent = not sent
bot-outcome-told_when = told to come back later
bot-outcome-ambiguous = no answer, may have arrived
bot-outcome-ours = refused as our mistake
bot-outcome-config = refused, settings must be put right
bot-outcome-gone = the address no longer exists
bot-outcome-unrecognised = answer not understood
bot-kind-purchase = card
bot-kind-vip = VIP message
bot-kind-digest = digest
bot-kind-row = row
bot-kind-notice = notice
bot-kind-probe = probe

## Status, queue, failures

bot-status-running = Running
bot-status-stopped = Stopped
bot-status-starting = Starting
bot-status-problems = { $count ->
    [0] all is well
    [one] { $count } thing needs a look
   *[other] { $count } things need a look
}
bot-stopped-since = Stopped by { $by } at { $time }, { $ago } ago
bot-stopped-reason = Reason: { $reason }
bot-queue-title = { $count ->
    [0] 📬 Nothing is waiting
    [one] 📬 { $count } delivery is waiting
   *[other] 📬 { $count } deliveries are waiting
}
bot-queue-stopped = 🛑 Everything is stopped: nothing goes out until /resume.
bot-queue-none = No destination is configured.
bot-queue-waiting = { $count ->
    [0] nothing waiting
   *[other] { $count } waiting
}
bot-queue-oldest = oldest { $age }
bot-queue-paused = paused
bot-queue-breaker = not answering, tried again by itself
bot-queue-dead = { $count } given up, see /failed
bot-clear-question = { $count ->
    [one] { $count } waiting delivery to { $name } would be cancelled and not sent.
   *[other] { $count } waiting deliveries to { $name } would be cancelled and not sent.
}
bot-cleared = { $count ->
    [0] Nothing was waiting for { $name }.
    [one] { $count } delivery to { $name } was cancelled.
   *[other] { $count } deliveries to { $name } were cancelled.
}
bot-clear-undone = { $count ->
    [one] { $count } delivery is waiting again.
   *[other] { $count } deliveries are waiting again.
}
bot-paused = Sending to { $name } is paused. What is owed is kept.
bot-unpaused = Sending to { $name } goes on.
bot-failed-none = ✅ Nothing has failed.
bot-failed-title = { $count ->
    [0] 🔴 Something was put aside
    [one] 🔴 { $count } delivery was given up
   *[other] 🔴 { $count } deliveries were given up
}
bot-failed-group = { $n }. { $name } · { $count } × { $code }
bot-failed-newest = newest { $time }
bot-quarantine-title = { $count ->
    [one] { $count } webhook that could not be read
   *[other] { $count } webhooks that could not be read
}
bot-replayed = { $count ->
    [0] Nothing to send again: no failed delivery was found.
    [one] { $count } delivery will be sent again now.
   *[other] { $count } deliveries will be sent again now.
}
bot-replay-not-found = I know no payment or delivery with that id, and no webhook that was put aside.
bot-read-recorded = { $count ->
    [one] 🟢 { $count } webhook was read and recorded.
   *[other] 🟢 { $count } webhooks were read and recorded.
}
bot-read-settled = { $count ->
    [one] { $count } webhook was read; there was nothing to record in it.
   *[other] { $count } webhooks were read; there was nothing to record in them.
}
bot-read-failed = { $count ->
    [one] ⚠️ { $count } webhook still cannot be read: { $issues }
   *[other] ⚠️ { $count } webhooks still cannot be read, the last one because of: { $issues }
}
bot-read-nothing = Somebody else has just dealt with it.
bot-discard-aside-question = { $count ->
    [one] { $count } webhook of type { $type } would be discarded and never recorded.
   *[other] { $count } webhooks of type { $type } would be discarded and never recorded.
}
bot-aside-discarded = { $count ->
    [0] Nothing was left to discard.
    [one] { $count } webhook was discarded. It stays on record.
   *[other] { $count } webhooks were discarded. They stay on record.
}
bot-discard-question = { $count ->
    [one] { $count } failed delivery to { $name } would be discarded and never sent.
   *[other] { $count } failed deliveries to { $name } would be discarded and never sent.
}
bot-discarded = { $count ->
    [0] Nothing was left to discard.
    [one] { $count } failed delivery was discarded.
   *[other] { $count } failed deliveries were discarded.
}

## Stop and resume

bot-stop-done = 🛑 Stopped by { $by }
bot-stop-effect = Nothing is sent and nothing is swept. Payments are still received and stored.
bot-stop-held = { $count ->
    [0] Nothing was waiting.
    [one] { $count } delivery is held.
   *[other] { $count } deliveries are held.
}
bot-button-start = Go on
bot-resume-not-stopped = 🟢 Not stopped: everything runs.
bot-resume-question = { $count ->
    [0] 🛑 Go on? Nothing is held.
    [one] 🛑 Go on? { $count } delivery is held.
   *[other] 🛑 Go on? { $count } deliveries are held.
}
bot-resume-drain = { $count ->
    [one] Send all: { $count } message, at the usual pace.
   *[other] Send all: { $count } messages one by one, at the usual pace.
}
bot-resume-digest = One digest: instead of cards one message per chat and channel that names every purchase; the rest is sent as usual.
bot-resume-discard = { $count ->
    [one] Discard: { $count } message is never sent; payments stay recorded and sheet rows are written.
   *[other] Discard: { $count } messages are never sent; payments stay recorded and sheet rows are written.
}
bot-resumed-drain = { $count ->
    [0] 🟢 Running again. Nothing was held.
    [one] 🟢 Running again. { $count } held delivery is sent now.
   *[other] 🟢 Running again. { $count } held deliveries are sent now.
}
bot-resumed-digest = { $count ->
    [0] 🟢 Running again. Nothing was held.
    [one] 🟢 Running again. { $count } card went into a digest.
   *[other] 🟢 Running again. { $count } cards went into a digest.
}
bot-resumed-discard = { $count ->
    [0] 🟢 Running again. Nothing was held.
    [one] 🟢 Running again. { $count } message was discarded.
   *[other] 🟢 Running again. { $count } messages were discarded.
}

bot-check-database = Database
bot-check-memory = Memory
bot-check-megabytes = { $count } MB
bot-check-notices = Alerts
bot-check-notices-owners = the operations chat is lost; the owners are told privately
bot-check-notices-nobody = nobody can be told: neither the operations chat nor an owner can be reached
bot-check-history = history is being loaded
bot-check-complete = complete until { $time }

bot-looks-like-payment = looks like a payment
bot-looks-like-customer = looks like a customer
bot-looks-like-purchase = looks like a purchase
bot-looks-like-email = looks like an e-mail
bot-looks-like-phone = looks like a phone number
