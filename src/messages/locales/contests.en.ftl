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
