notice-approval_asked = 🟡 { $by } asks: { $what }
    .next = It waits for another admin's yes, for 24 hours.
    .help = Who asked cannot allow it.
button-approve = Allow
button-reject = Refuse

approval-erase = erase one person's data ({ $customer }, { payments-count })

bot-needs-approval = Another admin has to allow this. The question is in the operations chat, for 24 hours.
bot-approval-asked = { $by } asked: { $what }
bot-approval-done = 🟢 Allowed by { $by }, and done.
bot-approval-failed = 🔴 Allowed by { $by }, but it could not be done any more. Ask again with today's numbers.
bot-approval-rejected = ⚪ Refused by { $by }. Nothing was changed.
