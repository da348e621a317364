contest-codes-guessed = ⚠️ Somebody is trying out codes of invitation links.
contest-codes-guessed-next = Whoever was wrong too often is sent away for an hour. Nothing was bound by it; /audit shows the refused codes.
contest-signals-found = 🔎 { $title }: { $count ->
    [one] one new thing
   *[other] { $count } new things
 } to look at. Nothing happens by itself: see /contests.
contest-draw-due = 🎲 { $title }: the public value of round { $round } is there.
contest-draw-due-next = Enter it in /contests; winners are shown to you before anybody is told.
contest-opened = 🎟 { $title }: what the draw is bound to
contest-opened-period = { $from } – { $to } ({ $zone })
contest-opened-why = The winners will follow from a seed, a public value that nobody knows yet, and the tickets of all. The seed is secret until then, its hash is not: so nobody can change it.
contest-seed-hash = Hash of the seed (SHA-256)
contest-outside-rule = Public value
contest-frozen = 🔒 { $title }: the entries are final
contest-frozen-counts = { $entrants ->
    [one] one participant
   *[other] { $entrants } participants
 }, { $tickets ->
    [one] one ticket
   *[other] { $tickets } tickets
 }
contest-frozen-next = Decided by drand round { $round }, { $at } ({ $zone }). /verify shows your own line.
contest-entries-hash = Hash of the entries (SHA-256)
contest-announced = 🏆 { $title }: the winners
contest-nobody-won = Nobody had tickets.
contest-more-winners = and { $count } more in the proof
contest-announced-check = Check it yourself: /verify computes everything anew.
contest-seed = Seed
contest-value = Public value

contest-won = 🏆 You won: { $prize }
contest-won-where = { $title }, place { $place }
contest-won-next = The organiser will contact you about the prize.
contest-won-check = The results are public. Check them yourself: the button below, or
contest-button-verify = 🔍 Check the draw
contest-winner-not-told = 🔴 { $title }: the winner of place { $place } could not be told ({ $code })
contest-winner-not-told-next = The bot can write only to people who have started it and not blocked it. Once he has, send it again:

contest-none = There is no contest now. Your invitation link works all the same.
contest-soon = Begins in { $left }, { $at }
contest-open = ⏳ { $left } left, until { $at }
contest-holding = Over. The tickets become final on { $at }: until then refunds still take theirs.
contest-drawing = The tickets are final, the draw is near.
contest-drawn = Drawn.
contest-own = You: { $tickets ->
    [one] one ticket
   *[other] { $tickets } tickets
 }, place { $place } of { $people }
contest-own-none = You have no tickets yet.
contest-own-taken = You have no tickets left: they were taken back.
contest-prizes = Prizes
contest-more-prizes = and { $count } more
contest-winners = Winners
contest-check = Check it yourself: /verify
contest-you-won = 🏆 You won place { $place }!
contest-rating = Most tickets
contest-you = You
contest-nobody-yet = Nobody has tickets yet. Be the first.
contest-tickets = { $count ->
    [one] one ticket
   *[other] { $count } tickets
 }
contest-rules = Rules
contest-rule-self = tickets for each purchase of yours
contest-rule-invitee = as many for each purchase of a friend who came by your link, within { $days ->
    [one] one day
   *[other] { $days } days
 }
contest-rule-renewals = renewals count, too
contest-rule-no-renewals = renewals do not count
contest-rule-limit = at most { $count } tickets for one person
contest-rule-refund = who gets the money back loses the tickets of that purchase
contest-fair = Why nobody can cheat
contest-from = { " " }({ $who })
contest-why-self-purchase = your purchase
contest-why-invitee-payment = a friend's purchase
contest-why-refund = money was given back
contest-why-refund-failed = the refund did not go through
contest-why-dispute = the payment was disputed
contest-why-dispute-won = the dispute was decided for us
contest-why-correction = correction
contest-no-history = Nothing here yet. Tickets come with a purchase, yours or a friend's.
contest-invite-title = 🤝 Your invitation link
contest-invite-how = Who starts the bot by it for the first time counts as brought by you. The picture is the same link.
contest-invite-nobody = Nobody has come by it yet.
contest-invite-counts = Came: { $came } · paid: { $paid }
contest-invited-paid = paid
contest-invited-came = not yet paid
contest-verify-title = 🔍 { $title }: check the draw
contest-verify-none = There is nothing to check yet: the tickets become final after the contest.
contest-verify-true = ✅ Computed anew from what was published: the winners are right.
contest-verify-false = ⛔ The winners do not follow from what was published. Tell the organisers.
contest-verify-later = The list is final; the draw is still to come.
contest-entries-at = The file of entries: { $url }
contest-entries-attached = The file of entries comes with this message, and is here, too: { $url }
contest-entries-too-large = The file of entries is too large for Telegram, it is here: { $url }
contest-round-at = The round that decides: { $url }
contest-proof-at = The proof: { $url }
contest-verify-own-id = You are called in the list:
contest-verify-in = with { $count ->
    [one] one ticket
   *[other] { $count } tickets
 }
contest-verify-not-in = you are not in it: you had no tickets when it became final
contest-proof = The proof
contest-button-invite = 🤝 Invite
contest-button-tickets = 🎟 My tickets
contest-button-refresh = 🔄 Refresh
contest-button-contest = 🎁 Contest
contest-button-older = Older
contest-button-copy = Copy the link
contest-button-share = Share
contest-list = Contests: { $count }
contest-list-none = There is none yet.
contest-on = on
contest-off = off
contest-terms-days = A link counts for { $window ->
    [one] one day
   *[other] { $window } days
 } · refunds take tickets for { $hold ->
    [one] one day
   *[other] { $hold } days
 } after the end
contest-terms-rules = Rules: { $rules }
contest-terms-plans = Tickets by plan: { $plans }
contest-terms-prizes = Prizes: { $count }
contest-terms-winners = To the winners: { $words }
contest-published-here = Published in the chat of the team
contest-published-to = Published in { $chat }
contest-stage-none = Not drawn yet
contest-stage-frozen = Entries are frozen and are being published
contest-stage-published = Entries are public; the draw waits for the public value
contest-stage-drawn = Drawn. Nobody was told yet
contest-stage-announced = Drawn and announced
contest-signals-waiting = 🔎 To look at: { $count }
contest-signals = 🔎 To look at
contest-signals-none = Nothing.
contest-signals-note = These are hints, not verdicts. Nothing happens by itself.
contest-signal-same-instrument = { $referrer } and { $invitee }, whom he brought, paid with the same card or account
contest-signal-burst = { $count } friends of { $referrer } paid within one hour ({ $hour })
contest-signal-chain = { $referrer } brought { $invitee }, who brought { $count } more
contest-signal-refund-after-freeze = { $person } got money back after the entries were final: { $count } tickets took part ({ $order })
contest-draft = Save “{ $title }”?
contest-draft-publishes = It is on: the hash of its seed and the rule of its draw are published at once.
contest-saved = Saved.
contest-not-saved = This cannot be saved: the code is taken, it is over, or what was promised would change after the beginning.
contest-wrong-fields = These fields cannot be as they are: { $fields }
contest-ask-document = Send the contest as a JSON document, or write “steps” and I ask for one thing after the other. This one to begin with:
contest-ask-code = A short code: Latin letters, digits, - and _
contest-ask-title-ru = Its name in Russian
contest-ask-title-en = Its name in English
contest-ask-starts = When does it begin? For example 2026-12-01 10:00
contest-ask-ends = When does it end?
contest-ask-prizes = The prizes, one a line, the first first
contest-ask-value = Send what drand answers for round { $round } ({ $url }), as it is.
contest-value-another-round = This is of another round than the one that decides.
contest-value-not-its-hash = This is not whole: the value is not the hash of its signature.
contest-value-not-signed = drand did not sign this: its signature does not fit the round. Nothing was drawn.
contest-value-too-early = This round is still to come.
contest-value-unreadable = I cannot read this: I need round, randomness and signature.
contest-drawn-now = Drawn. Look at the winners, then announce them.
contest-announced-now = Announced.
contest-ask-correction = Whose tickets in { $contest }? One line: Telegram id, how many, why. For example: 7345550904 +3 an order was lost by us
contest-correction-unreadable = I cannot read that. One line: 7345550904 +3 why
contest-correction-question = Tickets of { $person } in { $contest }: { $change }?
contest-correction-reason = Reason: { $reason }
contest-correction-effect = It stays in the ledger for good, with your name. Another admin has to say yes where there is one.
contest-corrected = 🟢 Entered.
contest-button-correct = 🎟 Correct tickets
contest-button-correct-yes = Enter { $change }
contest-undone = Undone.
contest-ask-announce = Announce the winners? There is no way back.
contest-button-new = ➕ New contest
contest-button-edit = ✏️ Edit
contest-button-on = Switch on
contest-button-off = Switch off
contest-button-signals = 🔎 To look at
contest-button-value = 🎲 Enter the value
contest-button-announce = 🏆 Announce
contest-button-announce-yes = Announce now
contest-button-undo = Undo
contest-button-reviewed = I have looked
contest-button-back = Back
contest-button-save = Save
contest-brought = You came by a friend's link. It will be remembered with your first purchase.

bot-command-contest = prizes, rating, time left
bot-command-tickets = your tickets and why
bot-command-invite = your invitation link
bot-command-verify = check a draw yourself
bot-command-contests = contests, their rules and draws
approval-correct_tickets = tickets of { $person } in { $contest }: { $delta } ({ $reason })
approval-undo_draw = undo a step of the draw of { $contest } ({ $step })
