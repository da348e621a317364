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
