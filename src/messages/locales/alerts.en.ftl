# Alerts of the business: sales, refunds, targets, missing data.

bot-command-alerts = what is wrong now, and what was
bot-command-ack = take an alert
bot-command-silence = keep an alert quiet for a while
bot-example-silence = /silence sales US 4h holiday
bot-command-anomalies = what the last check saw

notice-silence_ended = 🔔 A silence is over: { $what }
    .next = { $reason ->
        [none] Asked for by { $by }.
       *[other] Asked for by { $by }: { $reason }.
    }
    .help = { $firing ->
        [0] Nothing of it lasts.
        [one] { $firing } alert of it lasts: /alerts
       *[other] { $firing } alerts of it last: /alerts
    }

alert-title-revenue_fell = Revenue { $change }
alert-title-purchases_fell = Sales { $change }
alert-title-success_fell = Success rate { $change }
alert-title-new_country = New country: { $value }
alert-title-daily_target = Daily target: { $part }
alert-title-monthly_target = Monthly target: { $part }
alert-title-refunds_surge = Refunds today: { $actual }
alert-title-disputes_surge = Disputes today: { $actual }
alert-title-double_charges_surge = Double charges today: { $actual }
alert-title-sync_stalled = Data are late: { $actual }
alert-title-silence = No sales for { $actual }

alert-rule-revenue_fell = revenue fell
alert-rule-purchases_fell = sales fell
alert-rule-success_fell = success rate fell
alert-rule-new_country = new country
alert-rule-daily_target = daily target
alert-rule-monthly_target = monthly target
alert-rule-refunds_surge = many refunds
alert-rule-disputes_surge = many disputes
alert-rule-double_charges_surge = double charges
alert-rule-sync_stalled = late data
alert-rule-silence = no sales
alert-level-info = info
alert-level-warning = warning
alert-level-critical = critical
alert-everything = everything

alert-by-country = country
alert-by-campaign = campaign
alert-by-product = product
alert-by-method = method
alert-by-provider = provider
alert-value-none = (not said)

alert-instead = { $actual } instead of { $usual } (usually { $low } to { $high })
alert-usually = Usually { $usual }
alert-of-target = { $actual } of { $target }
alert-new-country = { $count ->
    [one] { $count } purchase in the last days; none before.
   *[other] { $count } purchases in the last days; none before.
}
alert-revenue = Revenue: { $change } against what was expected
alert-forecast = At this pace it ends at { $amount }.
alert-since = Since { $time }
alert-why = Where it comes from
alert-cause = { $what }: { $change } ({ $part })
alert-step = First: { $step }
alert-acked = ✋ { $by } took it at { $time }
alert-silenced = 🔕 Quiet until { $time } ({ $by })
alert-over = Over by itself after { $span }
alert-resolved = Resolved by { $by } after { $span }
alert-reminder = ⏰ Nobody has taken this yet
alert-storm = Alerts at once: { $count }
alert-storm-more = And { $count } more: /alerts
alert-storm-still = { $open } of { $count } still going on.
alert-storm-over = All of them are over.
alert-more = and { $count } more

alert-step-check_provider = see whether the payment provider has trouble (/status), and try a payment.
alert-step-check_traffic = see whether the ads run and the page opens: fewer people try to pay.
alert-step-check_prices = look at prices and discounts: as many buy, for less.
alert-step-check_sync = open /status; the numbers wait for the provider's data.
alert-step-check_webhooks = open /status, and try a payment yourself.
alert-step-check_slice = look at this one alone: the rest sells as usual.
alert-step-confirm_promotion = see whether a promotion explains it.
alert-step-confirm_new_country = see whether the ads are meant to run there.
alert-step-read_refund_reasons = read the reasons of the newest refunds.
alert-step-answer_disputes = answer the disputes before their time is over.
alert-step-open_dedup = open /dedup: it shows them with their refunds.
alert-step-none = {""}

alert-button-ack = ✋ Take it
alert-button-resolve = ✅ Resolve
alert-button-quiet_1 = 🔕 1 h
alert-button-quiet_4 = 🔕 4 h
alert-button-quiet = 🔕 until…
alert-button-details = Details

alert-open-title = Alerts now
alert-open-none =
    .judged = 🟢 Nothing is wrong.
    .held = 🟡 Nothing is open, but nothing is judged while fetching is stopped.
    .waiting = 🟡 Nothing is open. Data are on their way; sales are judged when they are there.
    .late = 🟡 Nothing is open, but data are late: sales are not judged until they come.
alert-page = { $from }–{ $to } of { $count }
alert-silences-title = Kept quiet
alert-silences-none = Nothing is kept quiet.
alert-silence-line = { $what } until { $time } ({ $by })
alert-silence-holds = { $count ->
    [one] { $count } alert is quiet now.
   *[other] { $count } alerts are quiet now.
}
alert-silence-help = In words: /silence sales US 4h holiday. What: sales, revenue, success, refunds, disputes, doubles, countries, targets, data, all; US or campaign=Brand; info, warning, critical. How long: 30m, 4h, 2d, until 18:00. The rest is the reason.
alert-history-title = Alerts so far
alert-history-none = There was none yet.
alert-story = What happened
alert-found = { $count ->
    [one] Seen by { $count } check.
   *[other] Seen by { $count } checks.
}
alert-event-opened = began
alert-event-worsened = got worse
alert-event-reopened = came back
alert-event-acked = taken by { $by }
alert-event-silenced = quiet ({ $by })
alert-event-unsilenced = heard again
alert-event-reminded = brought to mind
alert-event-resolved = { $by ->
    [none] over by itself
   *[other] resolved by { $by }
}
alert-until-question = For how long shall it be quiet?
alert-until-day = 24 h
alert-until-morning = Till morning, 9:00
alert-until-monday = Till Monday, 9:00
alert-until-week = 7 days
alert-button-show = №{ $n }
alert-button-newer = ◀
alert-button-older = ▶
alert-button-newest = Newest
alert-button-history = History
alert-button-silences = Kept quiet
alert-button-open = Alerts now
alert-button-unsilence = 🔔 { $what }
alert-button-hear = 🔔 Hear it again
alert-button-backtest = Last 60 days
alert-button-check = Last check
alert-ack-done = ✋ It is yours: { $title }
alert-ack-taken = { $by } took it already.
alert-ack-over = It is over already.
alert-ack-none = 🟢 There is nothing to take.
alert-ack-which = Which one? Reply to its message with /ack, or choose it in /alerts.
alert-resolve-done = ✅ Resolved.
alert-quiet-done = 🔕 Quiet until { $until }.
alert-unsilenced = 🔔 Heard again. { $count ->
    [0] Nothing of it lasts.
    [one] { $count } alert of it lasts.
   *[other] { $count } alerts of it last.
}

alert-check-title = What the last check saw
alert-check-none = There was no check yet; the first comes within ten minutes.
alert-check-judged = { $count ->
    [0] Sales are judged up to { $time }.
    [one] Sales are judged up to { $time }: the whole.
   *[other] Sales are judged up to { $time }: the whole and { $count } parts at most.
}
alert-state-judged = 🟢 Nothing unusual.
alert-state-held = ⏸ Nothing is checked while the sync is stopped.
alert-state-waiting = The data wait for the sync.
alert-state-late = 🟠 The data are late: nothing else is judged.
alert-check-at = Checked at { $time }.
alert-check-complete = Data are complete up to { $time }.
alert-check-young = Sales are judged from two weeks of history on.
alert-hours = { $count } h
alert-backtest-title = The last { $days } days
alert-backtest-count = { $count ->
    [0] 🟢 Nothing would have been told in { $days } days.
    [one] { $count } alert in { $days } days:
   *[other] { $count } alerts in { $days } days:
}
alert-backtest-of = Judged hour by hour in { $count } parts, with what was known then; sales since { $time }.
alert-backtest-help = Too many or too few? /settings alert_revenue_drop 40 sets from how many per cent on.
alert-backtest-running = ⏳ Judging the last 60 days…

alert-button-chart = Chart
alert-chart-actual = came
alert-chart-usual = same hours of four weeks
alert-chart-found = told
alert-chart-words = In the hours told: { $actual }; usually { $usual }.
