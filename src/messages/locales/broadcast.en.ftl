# /broadcast

bot-command-broadcast = write to everybody who started the bot
bot-broadcast-ask = Send me the text as people shall get it, at most { $limit } characters.
bot-broadcast-too-long = That is { $length } characters; at most { $limit } fit. Start again: /broadcast
bot-broadcast-preview = People will see it so:
bot-broadcast-whom = Who shall get it?
bot-broadcast-nobody = Nobody has started the bot yet.
bot-audience-all = Everybody
bot-audience-buyers = Buyers
bot-audience-team = The team
bot-speaking-ru = Russian
bot-speaking-en = English
bot-broadcast-question = { $count ->
    [one] { $count } person gets this message: { $whom }.
   *[other] { $count } people get this message: { $whom }.
}
bot-broadcast-takes = It takes about { $minutes } min. You can pause or cancel it; what has arrived stays.
bot-button-broadcast-send = Send to { $count }
bot-button-broadcast-pause = Pause
bot-button-broadcast-go-on = Go on
bot-button-broadcast-cancel = Cancel the rest
bot-broadcast-running = 📣 { $percent } % ({ $done } of { $total })
bot-broadcast-paused = ⏸ Paused at { $percent } % ({ $done } of { $total })
bot-broadcast-cancelled = ⚪ Cancelled after { $done } of { $total }
bot-broadcast-done = 🟢 Sent: { $done } of { $total }
bot-broadcast-counts = Delivered { $delivered } · blocked the bot { $blocked } · failed { $failed }
bot-broadcast-changed = The number of people has changed meanwhile. Nothing was sent. Start again: /broadcast
bot-kind-broadcast = broadcast
