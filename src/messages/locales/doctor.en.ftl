# Details of the status: the names of the checks. What is found and what to do stands in checks.en.ftl.

doctor-button = Details
doctor-title = { $count ->
    [0] 🟢 All checks passed
    [one] 🟡 { $count } check needs attention
   *[other] 🟡 { $count } checks need attention
}
doctor-title-failed = { $count ->
    [one] 🔴 { $count } check failed
   *[other] 🔴 { $count } checks failed
}
doctor-fine = { $count ->
    [one] { $count } check ok
   *[other] { $count } checks ok
}
doctor-more = …and { $count } more: npm run doctor
doctor-area-runtime = Runtime
doctor-area-files = Files
doctor-area-database = Database
doctor-area-configuration = Settings
doctor-area-work = Work
doctor-area-backups = Backups
doctor-area-schedule = Schedule
doctor-area-live = Services
doctor-area-invariants = Books
doctor-check-runtime = Node
doctor-check-user = Process user
doctor-check-memory-limit = Memory limit
doctor-check-memory-in-use = Memory in use
doctor-check-processors = Processors
doctor-check-time-zone-data = Time zone data
doctor-check-business-zone = Business time zone
doctor-check-disk = Disk space
doctor-check-file-system = File system
doctor-check-fsync = Durable write time
doctor-check-folder-rights = Data folder rights
doctor-check-file-rights = File rights
doctor-check-stop-file = Stop file
doctor-check-server = Server
doctor-check-database-size = Database size
doctor-check-write-ahead-log = Write-ahead log
doctor-check-configuration = Environment
doctor-check-telegram-token = Telegram token
doctor-check-telegram-chat = Operations chat
doctor-check-owners = Owners
doctor-check-notifications = Notifications
doctor-check-stripe-key = Stripe key
doctor-check-stripe-key-rights = Stripe key rights
doctor-check-stripe-webhook-secret = Stripe webhook secret
doctor-check-yookassa-key = YooKassa key
doctor-check-yookassa-shop = YooKassa shop
doctor-check-yookassa-receipts = YooKassa receipts
doctor-check-yookassa-webhook = YooKassa notifications
doctor-check-sweep = Timed sync
doctor-check-sheets = Google Sheets
doctor-check-slack = Slack
doctor-check-bind = Server address
doctor-check-public-url = Public address
doctor-check-proxies = Trusted proxies
doctor-check-private-addresses = Private addresses
doctor-check-log-level = Log level
doctor-check-legacy-secrets = Weak ways in
doctor-check-api-tokens = API tokens
doctor-check-short-api-tokens = Short API tokens
doctor-check-admin-api-tokens = Admin API tokens
doctor-check-ending-api-tokens = API tokens about to end
doctor-check-unused-api-tokens = Unused API tokens
doctor-check-engine = Database engine
doctor-check-database = Database
doctor-check-journal-mode = Journal mode
doctor-check-synchronous = Synchronous writes
doctor-check-foreign-keys = Foreign keys
doctor-check-synchronous-commit = Synchronous commit
doctor-check-database-fsync = Database fsync
doctor-check-busy-timeout = Lock wait
doctor-check-schema = Schema
doctor-check-program = Program version
doctor-check-schema-drift = Schema drift
doctor-check-pages = Database pages
doctor-check-audit-chain = Audit chain
doctor-check-retention = Clean-up of old data
doctor-check-stop = Stop
doctor-check-notices = Alerts
doctor-check-sync = Sync
doctor-check-queue = Queue
doctor-check-deliveries-in-doubt = Deliveries in doubt
doctor-check-last-event = Last event
doctor-check-put-aside = Events put aside
doctor-check-reads-from-the-provider = Reads from the provider
doctor-check-payments-in-conflict = Payments in conflict
doctor-check-events-of-the-other-mode = Events of the other mode
doctor-check-approvals = Approvals
doctor-check-job = Job
doctor-check-backup = Backup
doctor-check-kept-backups = Kept backups
doctor-check-restore-drill = Restore drill
doctor-check-next-runs = Next runs
doctor-check-clock-change = Clock change
doctor-check-answers = Connection
doctor-check-set-up = Service set-up
doctor-check-telegram-bot = Bot
doctor-check-telegram-privacy-mode = Bot privacy mode
doctor-check-telegram-updates = Telegram updates
doctor-check-telegram-pending-updates = Pending updates
doctor-check-telegram-update-kinds = Update kinds
doctor-check-telegram-last-error = Last Telegram error
doctor-check-telegram-command-menu = Command menu
doctor-check-telegram-chat-reached = Chat access
doctor-check-telegram-chat-rights = Bot rights in the chat
doctor-check-slack-bot = Slack bot
doctor-check-slack-channel = Slack channel
doctor-check-slack-membership = Bot in the Slack channel
doctor-check-sheet-tab = Sheet tab
doctor-check-sheet-room = Room in the sheet
doctor-check-sheet-key-column = Key column
doctor-check-sheet-columns = Sheet columns
doctor-check-sheet-headings = Sheet headings
doctor-check-sheet-row-keys = Row keys
doctor-check-stripe-mode = Stripe mode
doctor-check-stripe-account = Stripe account
doctor-check-stripe-webhook = Stripe webhook
doctor-check-stripe-webhook-events = Stripe webhook events
doctor-check-stripe-webhook-version = Stripe webhook version
doctor-check-public-url-reached = Reached from outside
doctor-check-certificate = TLS certificate
doctor-check-clock = Server clock
doctor-check-invariants = Invariants
