bot-command-dedup = what is doubled, and tidying it
bot-command-reconcile = compare Stripe, books and sheet

dedup-title = Duplicates
dedup-none = 🟢 Nothing is doubled. { $rows } sheet rows and all payments were looked at.
dedup-none-ledger = 🟢 Nothing is doubled among the payments. No sheet is configured.
dedup-looked = Looked at { $time }.
dedup-cut = There is more of it; the rest shows when this is dealt with.
dedup-kind-doubled_row = Rows doubled in the sheet: { $count }
dedup-kind-merged_row = Emptied rows of merged customers: { $count }
dedup-kind-foreign_row = Rows of an older system, counted elsewhere: { $count }
dedup-kind-double_charge = Probably charged twice: { $count }
dedup-kind-two_providers = Same payment under two providers: { $count }
dedup-kind-two_customers = Same customer under two ids: { $count }
dedup-money = { $amounts }
dedup-reason-same_key_equal = Same key, and equal in every cell.
dedup-reason-same_key_older = Same key; the other row says something older.
dedup-reason-same_key_other_notes = Same key, but somebody wrote different notes.
dedup-reason-merged_away = The customer was merged; the row is empty.
dedup-reason-payments_elsewhere = All its payments are counted in another row.
dedup-reason-same_card_twice = Same customer, card, amount and product within minutes.
dedup-reason-same_amount_twice = Same customer, amount and product within minutes; the card is not known to be the same.
dedup-reason-two_providers_ids = Same customer and amount within minutes, at two providers.
dedup-page = { $from }–{ $to } of { $count }
dedup-button-show = Show: { $name }
dedup-button-more = More
dedup-button-clean = Clean the sheet…
dedup-button-back = Back
dedup-button-refund = Refund { $n }…
dedup-short-doubled_row = rows
dedup-short-merged_row = emptied rows
dedup-short-foreign_row = older rows
dedup-short-double_charge = double charges
dedup-short-two_providers = two providers
dedup-short-two_customers = customers
dedup-clean-question = { $count ->
    [one] { $count } row will be cut to the tab “payops duplicates”. It can be put back.
   *[other] { $count } rows will be cut to the tab “payops duplicates”. They can be put back.
}
dedup-clean-notes = { $count } of them hold notes that the row which stays does not have. They go along into that tab.
dedup-clean-yes = Clean { $count }
dedup-clean-nothing = There is nothing to clean any more.
dedup-refund-question = { $amount } of { $payment } go back to the customer. This cannot be taken back.
dedup-refund-large = It is a large sum: another admin has to allow it, too.
dedup-refund-yes = Refund { $amount }
dedup-refunded = 🟢 { $amount } of { $payment } are on their way back ({ $refund }).

run-looking = ⏳ Comparing: { $looked } lines so far, { $drifts } differences.
run-planned = Ready; nothing is changed yet.
run-running = ⏳ { $done } of { $all } done.
run-undoing = ⏳ Putting back; { $left } to go.
run-done = 🟢 Done: { $done } of { $all }.
run-cancelled = ⚪ Cancelled. Done until then: { $done } of { $all }.
run-undone = ⚪ Put back: { $undone }.
run-failed = 🔴 It could not go on: { $detail }. Done until then: { $done }.
run-interrupted = It waits for the other side ({ $detail }) and goes on by itself.
run-skipped = { $count } left alone: they had changed meanwhile.
run-button-undo = Undo…
run-button-cancel = Cancel
run-undo-question = { $count } changes will be put back to what was there before.
run-undo-yes = Put back { $count }

reconcile-title = Stripe ↔ books ↔ sheet
reconcile-period = { $from } – { $to }
reconcile-whole-sheet = the whole sheet
reconcile-green = 🟢 Everything agrees ({ $looked } lines).
reconcile-red = 🔴 { $count ->
    [one] { $count } difference
   *[other] { $count } differences
} in { $looked } lines
reconcile-line = { $what }: { $count }
reconcile-person = { $what }: { $count } – for a person to judge
drift-provider-missing_here = At Stripe, not in our books
drift-provider-missing_there = In our books, unknown to Stripe
drift-provider-amount = Amount differs from Stripe
drift-provider-status = State differs from Stripe
drift-provider-currency = Currency differs from Stripe
drift-provider-refunded = Refunds differ from Stripe
drift-sheet-missing_here = In the sheet, unknown to us
drift-sheet-missing_there = Missing in the sheet
drift-sheet-amount = Amount differs in the sheet
drift-sheet-status = State differs in the sheet
drift-sheet-currency = Currency differs in the sheet
drift-sheet-text = Text differs in the sheet
drift-sheet-doubled = Doubled in the sheet (/dedup)
reconcile-button-repair = Repair { $count }…
reconcile-repair-question = { $count } differences will be repaired: payments are read again from Stripe, rows are written anew. Rows and facts can be put back; payments that were missing stay.
reconcile-repair-yes = Repair { $count }
reconcile-period-wrong = Say a period: /reconcile today, /reconcile 7d, or two days: /reconcile 2026-11-01 2026-11-07.
approval-repair = repair { $count } differences between Stripe, books and sheet
approval-refund_large = refund { $amount } of { $payment }
