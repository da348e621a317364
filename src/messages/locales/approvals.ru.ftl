notice-approval_asked = 🟡 { $by } просит: { $what }
    .next = Ждёт согласия другого администратора, 24 часа.
    .help = Кто просит, сам разрешить не может.
button-approve = Разрешить
button-reject = Отклонить

approval-erase = стереть данные одного человека ({ $customer }, { payments-count })

bot-needs-approval = Это должен разрешить другой администратор. Вопрос — в рабочем чате, он ждёт 24 часа.
bot-approval-asked = { $by } просит: { $what }
bot-approval-done = 🟢 Разрешил(а) { $by }, сделано.
bot-approval-failed = 🔴 Разрешил(а) { $by }, но выполнить уже нельзя. Попросите снова, с сегодняшними числами.
bot-approval-rejected = ⚪ Отклонил(а) { $by }. Ничего не изменено.
