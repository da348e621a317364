## What breaks whoever takes it

notice-update_given_up = 🔴 A message or a button press ended the bot twice (update { $update })
    .next = It is not handled again; everything else goes on.
    .help = Repeat the command if it mattered, and hand the number to whoever runs this server: it stands in the log.

## Looking up

bot-near = Did you mean one of these?
bot-no-such-order = There is no order { $query }.
bot-looks-like-order = order number
bot-list-problems = ⚠️ To look at
bot-list-refunds = Refunds
bot-problem-conflict = Two different amounts for payment { $payment }
bot-problem-dispute = Open dispute { $dispute }: { $amount }
bot-problem-dead = { $count ->
    [one] { $count } delivery was given up, see /failed
   *[other] { $count } deliveries were given up, see /failed
}
bot-campaign-first = First payment from: { $name }
bot-campaign-last = Newest payment from: { $name }
bot-customer-deliveries = Told: { $delivered } · waiting: { $waiting } · given up: { $dead }

## Revealing

bot-button-reveal = Show contacts
bot-reveal-question = Why do you need the contacts of { $name }?
bot-reveal-note = They are shown for 60 seconds, to you alone. Who looked and why is recorded.
bot-reveal-support = Support request
bot-reveal-refund = Refund or dispute
bot-reveal-fraud = Fraud check
bot-reveal-other = Something else
bot-revealed = Contacts of { $name }
bot-revealed-nothing = No address is known.
bot-revealed-until = Masked again at { $time }, in 60 seconds.
bot-hidden = The contacts of { $name } are masked again.

## Queue and failures

bot-queue-rate = { $count } in 5 min
bot-failed-poison = It breaks whoever sends it and was set aside. Replay it after an update.
bot-failed-example = To try one first:
bot-button-back = ◀ Back
bot-button-on = Next ▶

## Reading from the provider again

bot-command-sync = fetch new payments now
bot-command-resync = read some days again
bot-button-resync = Run
bot-sync-running = ⏳ Fetching new payments…
bot-sync-done = 🟢 All new payments are here
bot-sync-failed = 🔴 The payment provider did not answer as expected. Nothing is lost: what was read is stored, and the next sync repeats the rest. Try again in a minute.
bot-sync-not-configured = No payment provider is configured here.
bot-sync-read = Read: { $count }
bot-sync-would-add = New payments there would be: { $count }
bot-sync-would-change = Changed payments there would be: { $count }
bot-sync-did-add = New payments: { $count }
bot-sync-did-change = Changed payments: { $count }
bot-resync-ask = Which days? For example /resync yesterday, /resync last week or /resync 2026-11-01 2026-11-08.
bot-resync-not-understood = I do not know these days. Write /resync yesterday, /resync last week or /resync 2026-11-01 2026-11-08.
bot-resync-looking = ⏳ Looking only: { $days }
bot-resync-looked = Reading again: { $days }
bot-resync-running = ⏳ Reading again: { $days }
bot-resync-done = 🟢 Read again: { $days }
bot-resync-ended = 🟡 Ended early: { $days }. What was read is stored; running it again does no harm.
bot-resync-ending = It ends after the page it is reading.
bot-resync-nothing = Everything is here already. There is nothing to do.
bot-resync-quiet = Books and sheet are put right; no cards are sent.
