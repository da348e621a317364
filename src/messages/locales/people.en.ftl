# The team: roles, invitations, tokens, what was done, what waits for a yes.

bot-command-roles = who may do what, and change it
bot-command-invite_operator = invite somebody to the team
bot-command-tokens = keys of the HTTP API
bot-command-audit = who did what
bot-command-approvals = what waits for a second person

bot-only-private = This works only in a private chat with me.
bot-last-owner = This is the last owner. Make somebody else an owner first.
bot-bad-period = I do not know that period. Say for example today, last week, this month, 2026-11 or 2026-11-01..2026-11-15; at most 400 days, up to today.

bot-rolename-owner = Owner
bot-rolename-admin = Administrator
bot-rolename-operator = Operator
bot-rolename-analyst = Analyst
bot-rolename-ad_buyer = Ad buyer
bot-rolename-buyer = Customer

bot-roles-title = { $count ->
    [one] { $count } person has a role
   *[other] { $count } people have a role
}
bot-roles-environment = from the settings, cannot be removed here
bot-roles-next = /invite_operator invites somebody new.
bot-button-role-change = { $n }. Change
bot-button-role-remove = { $n }. Remove
bot-role-which = { $name } is: { $role }. Which role instead?
bot-role-change-question = { $name }: { $from } → { $to }
bot-role-remove-question = Take the role from { $name } ({ $from })?
bot-role-gains = Can from then on: { $commands }
bot-role-loses = Can no longer: { $commands }
bot-button-change-yes = Yes, change
bot-button-remove-yes = Yes, remove
bot-role-changed = 🟢 { $name } is now: { $role }.
bot-role-removed = 🟢 { $name } has no role any more. Old buttons no longer work, either.

bot-invite-question = Which role is the invitation for?
bot-invite-open = Open invitations
bot-invite-line = { $n }. { $role } · by { $by } · until { $time }
bot-button-invite-revoke = { $n }. Revoke
bot-button-invite-revoke-this = Revoke
bot-button-invite-copy = Copy link
bot-invite-made = Invitation as { $role }, until { $time }. Send this link to one person:
bot-invite-once = It works once: the first who opens it has the role.
bot-invite-revoked = Revoked. The link no longer works.
bot-code-taken = 🟢 Welcome, { $name }! You are now: { $role }.
bot-code-taken-by = Invited by { $by }.
bot-code-wrong = This link is used, revoked or older than it may be. Ask for a new one.
bot-code-no-need = You have this role already, or a higher one. The link can still be used by somebody else.
bot-code-too-many = Too many wrong links. Try again in an hour.

bot-tokens-title = { $count ->
    [0] No API token
    [one] { $count } API token
   *[other] { $count } API tokens
}
bot-token-line = { $n }. { $name } · { $prefix }…
bot-token-scopes = { $scopes }
bot-token-until = until { $date }
bot-token-forever = without an end
bot-token-used = last used { $time }
bot-token-unused = never used
bot-button-token-new = New token
bot-button-token-revoke = { $n }. Revoke
bot-token-ask-name = How shall the token be called? Send a short name, for example grafana.
bot-token-bad-name = A name has 1 to 40 letters, digits, dots, dashes or underscores. Start again: /tokens
bot-token-ask-scopes = What may “{ $name }” do? Choose, then make it.
bot-button-token-make = Make it
bot-token-made = Token “{ $name }”, until { $date }. Copy it now: in a minute this message is gone, and nobody can show it again.
bot-button-token-copy = Copy token
bot-token-revoke-question = Revoke “{ $name }” ({ $prefix }…)? What uses it is refused from the next request on.
bot-button-token-revoke-yes = Yes, revoke
bot-token-revoked = 🟢 “{ $name }” is revoked.

bot-audit-title = Who did what
bot-audit-person = Only: { $name }
bot-audit-action = Only: { $name }
bot-audit-none = Nothing is on record here.
bot-audit-choose-person = Whose deeds?
bot-audit-choose-action = Which deeds?
bot-button-audit-older = Older ▶
bot-button-audit-newest = ◀ Newest
bot-button-audit-person = By person…
bot-button-audit-action = By action…
bot-button-audit-all = All

bot-approvals-none = Nothing waits for a second person.
bot-approvals-title = { $count ->
    [one] { $count } question waits for a yes
   *[other] { $count } questions wait for a yes
}
bot-approvals-line = { $n }. { $by }, { $ago } ago: { $what }
bot-approvals-own = Your own question needs somebody else.
bot-button-approve-n = { $n }. Allow
bot-button-reject-n = { $n }. Refuse

bot-audited-use_shop = used the shop
bot-audited-set_language = chose a language
bot-audited-see_reports = saw reports
bot-audited-see_status = saw the status
bot-audited-look_up = looked somebody up
bot-audited-reveal = saw personal data in full
bot-audited-see_queue = saw the queue
bot-audited-manage_queue = changed the queue
bot-audited-clear_queue = cleared the queue
bot-audited-replay = sent again
bot-audited-sync = swept
bot-audited-reconcile = reconciled
bot-audited-repair = repaired
bot-audited-see_duplicates = looked for duplicates
bot-audited-clean_duplicates = cleaned duplicates
bot-audited-merge_customers = merged customers
bot-audited-refund = refunded
bot-audited-refund_large = refunded much
bot-audited-stop = stopped
bot-audited-resume = resumed
bot-audited-resync = read history again
bot-audited-manage_settings = changed a setting
bot-audited-rebuild_sums = had all sums made anew
bot-audited-change_spend = changed ad spend
bot-audited-change_teams = changed the rules of teams
bot-audited-change_rates = changed exchange rates
bot-audited-broadcast = wrote to everybody
bot-audited-see_audit = read the record
bot-audited-approve = decided for a second person
bot-audited-export_all = exported everything
bot-audited-manage_roles = changed roles
bot-audit-number = no. { $seq }
bot-audit-signed = By { $by } · no. { $seq } in the record
bot-button-audit-record = Record
bot-audited-manage_tokens = changed API tokens
bot-audited-back_up = made a backup
bot-audited-export_person = exported a person
bot-audited-erase = erased a person
bot-audited-press_refused = pressed a button in vain
bot-audited-code_refused = tried a wrong invitation
bot-audited-see_alerts = saw the alerts
bot-audited-manage_alerts = handled alerts
bot-audited-manage_plans = changed plans
bot-audited-see_orders = saw the orders
bot-audited-decide_money = decided about money
bot-audited-decide_money_large = decided about much money
bot-audited-see_contests = saw the contests
bot-audited-manage_contests = changed contests
bot-audited-correct_tickets = corrected tickets
bot-audited-undo_draw = undid a draw
bot-audited-restore = restored a backup
bot-audited-prune = removed what was old

bot-audit-said-R = { $role }
bot-audit-said-asked = asked for
bot-audit-said-saved = saved
bot-audit-said-saved-N-keys = saved, keys added: { $n }
bot-audit-said-promo-saved = promo code saved
bot-audit-said-hidden = hidden
bot-audit-said-shown = shown
bot-audit-said-removed = role removed
bot-audit-said-invite-R = invitation: { $role }
bot-audit-said-invite-revoked = invitation revoked
bot-audit-said-discarded = discarded
bot-audit-said-cancelled = cancelled
bot-audit-said-undone = put back
bot-audit-said-recorded = recorded
bot-audit-said-ignored = none of our business
bot-audit-said-ack-N = taken: { $n }
bot-audit-said-resolve-N = closed: { $n }
bot-audit-said-unsilence = silence ended
bot-audit-said-silence-until-T = silence until { $at }
bot-audit-said-default = as in the environment
bot-audit-said-made = made
bot-audit-said-chat-code = code for a chat
bot-audit-said-test-message = test message
bot-audit-said-test-notifications = test messages
bot-audit-said-test-telegram = test of Telegram
bot-audit-said-N-payments = payments: { $n }
bot-audit-said-N-file = from a file: { $n }
bot-audit-said-N-command = by command: { $n }
bot-audit-said-N-chat = from the chat: { $n }
bot-audit-said-N-api = over the API: { $n }
bot-audit-said-N-sheet = from the sheet: { $n }
bot-audit-said-N-rules-N-payments-moved = rules: { $n }, payments moved: { $m }
bot-audit-said-to-N = to { $n }
bot-audit-said-pause = paused
bot-audit-said-go-on = went on
bot-audit-said-cancel = cancelled
bot-audit-said-campaigns-sent-to-N = campaign report, sent to { $n }
bot-audit-said-drawn-with-round-N = drawn with round { $n }
bot-audit-said-draw-announced = draw announced
bot-audit-said-signals-reviewed-N = signals reviewed: { $n }
bot-audit-said-drain = all sent
bot-audit-said-paced = spread over a time
bot-audit-said-digest = as a digest
bot-audit-said-discard = discarded
bot-audit-said-refunded = money given back
bot-audit-said-accepted = money accepted
bot-audit-said-left = left as it is
bot-audit-said-has-not-paid = has not paid
