# Резервные копии и данные одного человека.

bot-command-backup = резервные копии, сделать сейчас
bot-command-erase = забыть одного человека
care-backups = Резервные копии
care-backup-good = 🟢 { $at } · { $size } МБ
care-backup-bad = 🔴 { $at } · { $size } МБ, полагаться нельзя
care-backup-none = Пока ни одной.
care-backup-help = Копия делается каждую ночь. Вернуться к копии — на сервере: npm run payops -- backup restore
care-button-backup = Сделать сейчас
care-backup-made = 🟢 Копия сделана и проверена.
care-backup-failed = 🔴 Сделать копию здесь не удалось. В PostgreSQL — его средствами; иначе смотрите npm run doctor.
care-erase-ask = Укажите кого: /erase anna@gmail.com, id клиента или Telegram id.
care-erase-question = Забыть этого человека? Платежей { $payments }, покупок { $purchases }, строк { $rows }, вебхуков { $webhooks }, заказов { $orders }, записей о билетах { $tickets }.
care-erase-effect = Адрес, имя, телефон, Telegram id и исходные тексты заменяются; неоплаченные заказы, доступ и билеты заканчиваются. Суммы и id платежей остаются. Отменить нельзя.
care-button-erase = Забыть
care-erased = Человек забыт: платежей { $payments }, покупок { $purchases }, строк { $rows }, вебхуков { $webhooks }, заказов { $orders }, записей о билетах { $tickets }.
care-erased-rest = Из купленного чата человек сам не выйдет: удалите его вручную. В журнале действий Telegram id остаётся. В резервных копиях старые данные останутся, пока копии не сменятся. Строки на листе «payops duplicates» и чужие заметки поправьте сами.
care-erase-none = По такому запросу никого нет, или адрес общий у слишком многих. Ничего не изменено.
backup-problem-none = резервной копии нет
backup-problem-bytes = файл не тот, что был записан
backup-problem-room = на диске нет места для ещё одной копии базы
backup-problem-end = прервано до конца
backup-problem-unsound = копия повреждена: { $complaint }
