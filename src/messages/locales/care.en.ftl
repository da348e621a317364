# Backups, and the data of one person.

bot-command-backup = backups, and one made now
bot-command-erase = forget one person
care-backups = Backups
care-backup-good = 🟢 { $at } · { $size } MB
care-backup-bad = 🔴 { $at } · { $size } MB, cannot be relied on
care-backup-none = There is none yet.
care-backup-help = One is made every night. To bring one back, on the server: npm run payops -- backup restore
care-button-backup = Back up now
care-backup-made = 🟢 A backup was made and verified.
care-backup-failed = 🔴 No backup could be made here. On PostgreSQL use its own tools; else see npm run doctor.
care-erase-ask = Say whom: /erase anna@gmail.com, a customer id or a Telegram id.
care-erase-question = Forget this person? Payments { $payments }, purchases { $purchases }, rows { $rows }, webhooks { $webhooks }, orders { $orders }, ticket entries { $tickets }.
care-erase-effect = Address, name, phone, Telegram id and raw texts are replaced; open orders, access and tickets end. Amounts and payment ids stay. It cannot be undone.
care-button-erase = Forget
care-erased = The person was forgotten: payments { $payments }, purchases { $purchases }, rows { $rows }, webhooks { $webhooks }, orders { $orders }, ticket entries { $tickets }.
care-erased-rest = Who is in a chat that he bought stays there until somebody puts him out. The record of who did what keeps Telegram ids. Backups hold the old data until they are replaced. Rows in the tab “payops duplicates” and other people's notes are yours to mend.
care-erase-none = Nobody is known by that, or an address is shared by too many. Nothing was changed.
backup-problem-none = there is no backup
backup-problem-bytes = its bytes are not those that were written
backup-problem-room = the disk has no room for another copy of the database
backup-problem-end = broken off before its end
backup-problem-unsound = the copy is not sound: { $complaint }
