# Stops of parts and their banner.

bot-scope-all = everything
bot-scope-notifications = messages to people
bot-scope-sync = sweeps
bot-scope-purchases = new orders
bot-stop-part = 🛑 Stopped by { $by }: { $what }
bot-stop-until = It ends by itself: { $time }
bot-stop-effect-notifications = No message goes to people: no card, no alert. Sheet rows and sweeps go on.
bot-stop-effect-sync = Nothing is swept and nothing is resynced. Webhooks and messages go on.
bot-stop-effect-purchases = No new order is taken. Payments on their way are still received.
bot-stop-effect-place = Nothing goes to { $what }; all else goes on.
bot-stopped-again = Stopped again meanwhile by { $by }. Nothing was resumed. Look again: /resume
bot-banner-title = 🛑 Stopped: { $what }
bot-banner-since = By { $by }, { $time }
bot-banner-over = 🟢 Running again since { $time }. Nothing is stopped.
bot-banner-no-right = I may not pin this. Give me the right “Pin messages” in this group's administrators.
bot-resume-which = What is to go on?
bot-resume-line = { $what } · stopped by { $by }, { $ago } ago
bot-resume-part = { $count ->
    [0] 🛑 Go on with { $what }? Nothing is held.
    [one] 🛑 Go on with { $what }? { $count } delivery is held.
   *[other] 🛑 Go on with { $what }? { $count } deliveries are held.
}
bot-resume-paced = Over { $minutes } min: all of them, spread evenly.
bot-button-paced = Over { $minutes } min
bot-button-discard-older = Discard older than { $hours } h ({ $count })
bot-resumed-part = 🟢 Going on again: { $what }
bot-resumed-paced = { $count ->
    [one] 🟢 Running again. { $count } message is sent within { $minutes } min.
   *[other] 🟢 Running again. { $count } messages are sent spread over { $minutes } min.
}
bot-resumed-older = { $count ->
    [one] 🟢 Running again. { $count } message older than { $hours } h was discarded; the rest is sent now.
   *[other] 🟢 Running again. { $count } messages older than { $hours } h were discarded; the rest is sent now.
}

notice-stop_ended = 🟢 The stop by { $by } has ended as planned: { $what }
    .next = { $count ->
        [0] Nothing had been held back.
        [one] { $count } delivery had been held back and is sent now.
       *[other] { $count } deliveries had been held back and are sent now.
    }
    .help = /queue shows how it goes.
notice-invite_taken = 🟢 { $name } took your invitation and is { $role } now
    .next = { $name } can use the bot from now on.
    .help = /roles changes or removes the role.
