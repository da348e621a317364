# Reports. Money comes ready made. The first line says how much.

report-headline = { $amounts } net · { $purchases }
report-nothing = No sales
report-title-daily = { $period }
report-title-geo = Countries: { $period }
report-title-creatives = Creatives: { $period }
report-title-campaigns = Campaigns: { $period }
report-title-weekly = Week: { $period }
report-title-monthly = Month: { $period }
report-until = { $days }, until { $time } ({ $zone })
report-only = Only { $what }
report-campaigns-with = campaigns with “{ $word }”
report-late = ⏰ Late: it was due at { $time }
report-base = ≈ { $amount } in all
report-base-without = ≈ { $amount } without { $currencies }

report-column-change = change
report-column-money = sum
report-column-purchases = sold
report-column-share = share
report-column-move = ▲▼
report-row-net = Net
report-row-gross = Gross
report-row-back = Money back
report-row-purchases = Purchases
report-row-average = Average
report-row-success = Success
report-points = { $arrow } { $points } pt

report-up = ▲ up { $percent } % on { $against } ({ $was })
report-times = ▲ ×{ $times } on { $against } ({ $was })
report-down = ▼ down { $percent } % on { $against } ({ $was })
report-same = = level with { $against } ({ $was })
report-nothing-before = Nothing to compare with: no revenue { $against }
report-against-same_weekday = { $day }
report-against-day_before = the day before
report-against-previous_period = { $span ->
    [week] the week before
    [month] the month before
   *[other] the period before
}
report-against-four_week_mean = the four-week mean
report-about-same_weekday = on { $day }
report-about-day_before = on the day before
report-about-previous_period = { $span ->
    [week] in the week before
    [month] in the month before
   *[other] in the period before
}
report-about-four_week_mean = in the four weeks before

report-day-best = Best day: { $day } · { $sums }
report-day-worst = Weakest day: { $day } · { $sums }
report-no-sales = no sales
report-customers = { $count ->
    [one] { $count } customer: { $new } new, { $returning } returning
   *[other] { $count } customers: { $new } new, { $returning } returning
}

report-ranking-gross = { $name }, gross
report-ranking-net = { $name }, net
report-ranking-by-count = { $title }, by number sold
report-not-stated = not stated
report-no-team = no team
report-move-new = new
report-moves-since = ▲▼ places since { $time }

dimension-total = All
dimension-country = Countries
dimension-city = Cities
dimension-campaign = Campaigns
dimension-adset = Ad sets
dimension-creative = Creatives
dimension-utm_source = Sources
dimension-utm_medium = Media
dimension-utm_campaign = UTM campaigns
dimension-utm_content = UTM contents
dimension-utm_term = UTM terms
dimension-product = Products
dimension-method = Ways of paying
dimension-provider = Providers
dimension-team = Teams

report-complete = Complete.
report-complete-until = Complete until { $time }.
report-complete-never = Not yet checked against the provider: the numbers may be incomplete.
report-basis-day = Money back counts on the day it goes back.
report-basis-sale = Money back counts against its sale, whenever it went back.
report-basis-both = Money back counts on the day it goes back; in rankings, against its sale.
report-revised = Changed after the day was over: { $days }
report-new-since = “New” means: not seen since { $day }.
report-history-since = History is complete since { $day } only.
report-rates = Rates: { $rates }.
report-rates-ranking = In rankings, at the last day’s rates.
report-rate = 1 { $from } = { $rate } { $base } ({ $day })
report-rate-missing = No rate of { $code } for { $days }: /rates { $code } …

report-button-day = Day
report-button-week = Week
report-button-month = Month
report-button-daily = Overview
report-button-weekly = Overview
report-button-monthly = Overview
report-button-geo = Countries
report-button-campaigns = Campaigns
report-button-creatives = Creatives
report-button-chart = Chart
report-button-numbers = Table

report-chart-nothing = There is nothing to draw.

report-file-currency = Currency
report-file-place = Place
report-file-date = Date
report-file-hour = Hour
metric-gross = Gross
metric-net = Net by day of money back
metric-netOfSales = Net of own money back
metric-refunded = Refunded
metric-disputed = Disputed
metric-purchases = Purchases
metric-payments = Payments
metric-newCustomers = New customers
metric-averageOrder = Average purchase
metric-successRate = Success rate
metric-refundRate = Refund rate
metric-disputeRate = Dispute rate

report-help = Say what, and of when:
    .kinds = What: daily, weekly, monthly, geo, creatives, campaigns
    .periods = When: today, yesterday, last week, this month, 7d, 2026-11, 2026-11-01..2026-11-15; at most 400 days, up to today
    .example = For example: /report geo last week
report-not-understood = I do not know what “{ $words }” is.
bot-command-yesterday = yesterday's numbers
bot-command-report = any report over any time

report-not-saved = Nothing was saved.
report-line-problem = Line { $line }: { $problem }
report-rates-title = 💱 Rates into { $base }
report-rates-none = 💱 There is no rate into { $base } yet
report-rates-since = since
report-rates-help = To set one: /rates EUR 1.0842
    .day = From another day on: /rates EUR 1.0842 2026-11-01
    .file = Many at once: a CSV file with date, currency, rate and the caption /rates
report-rates-saved = 🟢 { $count ->
    [one] Saved. Reports count with it from now on.
   *[other] Saved: { $count } rates. Reports count with them from now on.
}
report-spend-help = To tell what campaigns cost, send a CSV file here with the caption /spend.
    .columns = Columns: campaign, date, spend, and currency where it is not the base one.
    .again = The same day told again takes the place of what was told before.
report-spend-preview = Ad spend: { $amounts }. Save it?
report-spend-saved = 🟢 Ad spend saved: { $amounts }
report-spend-of = { $count ->
    [one] { $count } campaign
   *[other] { $count } campaigns
}, { $days }
report-spend-change = New { $added } · changed { $changed } · the same { $same }
report-button-save = Save
report-file-too-large = The file is larger than { $megabytes } MB. Send it in parts.
report-file-unreadable = The file could not be fetched from Telegram, or is no text. Send it again.
bot-command-rates = exchange rates into the base currency
bot-command-spend = what campaigns cost, from a file

verdict-title = What to think of them
verdict-scale = Scale
verdict-hold = Hold
verdict-watch = Watch
verdict-stop = Stop
verdict-strong = Strong revenue
verdict-average = Average revenue
verdict-weak = Weak revenue
verdict-sure-scale = { $chance } that the margin is above target
verdict-sure-hold = { $chance } that the margin is above target
verdict-sure-watch = { $chance } that the margin is above target
verdict-sure-stop = { $chance } that it loses money
verdict-sure-strong = { $chance } sure
verdict-sure-average = { $chance } sure
verdict-sure-weak = { $chance } sure
verdict-unclear = not clearly strong or weak yet
verdict-roas = ROAS { $range }
verdict-per-day = { $range } { $currency } a day
verdict-sales = { $count ->
    [one] { $count } sale
   *[other] { $count } sales
}
verdict-needs = needs about { $count } more sales ≈ { $days } d
verdict-rule = 150 % above average → raise the budget by 20–30 %.
verdict-rule-question = 150 % above average. Raise the budget by 20–30 %? Only spend can tell: /spend
verdict-question = Is it worth more budget? Only spend can tell: /spend
verdict-spend = Spent: { $sum } { $currency }
verdict-cpa = A sale costs { $range } { $currency }
verdict-margin = Margin { $range }
verdict-no-spend = Without spend nothing is said of return.
verdict-judged = Judged: { $days }, as far as spend is known.
campaign-share = { $share } of the revenue of all campaigns
campaign-days-1 = Today
campaign-days-7 = 7 days
campaign-days-30 = 30 days
campaign-none = No campaign of the last 30 days has “{ $words }” in its name.
campaign-several = Which one? { $count } campaigns have “{ $words }” in their names.
campaign-ask = Say which: /campaign brand
bot-command-campaign = one campaign: sales, verdict, what is inside

export-payments = { $counted }, { $days }
export-masked = E-mail addresses are masked.
export-help = Say what and of when: /export payments last week, or a report as a sheet: /export geo last week
export-too-many = These are more than 20,000 payments. Ask for a shorter period.
export-allowed = The list of payments that you asked for. Another admin has allowed it.
export-column-paid = Paid
export-column-provider = Provider
export-column-payment = Payment
export-column-amount = Amount
export-column-back = Money back
export-column-currency = Currency
export-column-method = Method
export-column-country = Country
export-column-city = City
export-column-campaign = Campaign
export-column-customer = Customer
export-column-email = E-mail
approval-export_all = export all payments of { $from } – { $to }
bot-command-export = payments or a report as a sheet

report-title-teams = Teams: { $period }
teams-title = 👥 Rules of teams: { $count }
teams-none = 👥 There are no rules of teams yet
teams-rule-exact = { $team }: { $field } is { $pattern }
teams-rule-begins = { $team }: { $field } begins with { $pattern }
teams-rule-contains = { $team }: { $field } has { $pattern }
teams-rule-first = { $rule } (priority { $priority })
teams-help = To set them, send a CSV file here with the caption /rules. Columns: team, field, pattern, match, priority.
    .match = Field: utm_source, utm_campaign, campaign, creative … Match: exact, begins or contains whole words. The highest priority speaks first.
    .whole = The file replaces the whole list and holds for past sales too. You see what moves before it is saved. Rows that stand in the sheet already follow with /reconcile.
teams-preview = Rules of teams: { $count }. Save them?
teams-saved = 🟢 Rules of teams saved: { $count }
teams-moves = This moves:
teams-moved = Moved:
teams-moves-none = No sale moves.
teams-move = { $from } → { $to }: { $payments }, { $sums }
teams-nobody = nobody
teams-payments = { $count ->
    [one] { $count } payment
   *[other] { $count } payments
}
teams-conflict = ⚠️ { $teams } match equally: { $payments } stay nobody's. A priority decides.
teams-unmatched = No rule matches { $payments }.
bot-command-teams = sales by team
bot-command-rules = which sales are which team's, from a file
