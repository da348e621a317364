# Команда: роли, приглашения, ключи, журнал, согласования.

bot-command-roles = у кого какие права, и как их изменить
bot-command-invite_operator = пригласить человека в команду
bot-command-tokens = ключи для HTTP API
bot-command-audit = кто что делал
bot-command-approvals = что ждёт второго человека

bot-only-private = Это работает только в личном чате со мной.
bot-last-owner = Это последний владелец. Сначала сделайте владельцем кого-то ещё.
bot-bad-period = Не понимаю этот период. Напишите, например: сегодня, прошлая неделя, этот месяц, 2026-11 или 2026-11-01..2026-11-15; не больше 400 дней и не позже сегодня.

bot-rolename-owner = Владелец
bot-rolename-admin = Администратор
bot-rolename-operator = Оператор
bot-rolename-analyst = Аналитик
bot-rolename-ad_buyer = Медиабайер
bot-rolename-buyer = Покупатель

bot-roles-title = Людей с ролью: { $count }
bot-roles-environment = из настроек, здесь не снять
bot-roles-next = Пригласить ещё кого-то: /invite_operator
bot-button-role-change = { $n }. Изменить
bot-button-role-remove = { $n }. Снять
bot-role-which = Сейчас { $name } — «{ $role }». Какую роль дать?
bot-role-change-question = { $name }: { $from } → { $to }
bot-role-remove-question = Снять роль «{ $from }» ({ $name })?
bot-role-gains = Добавится: { $commands }
bot-role-loses = Пропадёт: { $commands }
bot-button-change-yes = Да, изменить
bot-button-remove-yes = Да, снять
bot-role-changed = 🟢 Новая роль ({ $name }): { $role }.
bot-role-removed = 🟢 Роль снята ({ $name }). Старые кнопки тоже больше не работают.

bot-invite-question = Какую роль получит приглашённый?
bot-invite-open = Открытые приглашения
bot-invite-line = { $n }. { $role } · от { $by } · до { $time }
bot-button-invite-revoke = { $n }. Отозвать
bot-button-invite-revoke-this = Отозвать
bot-button-invite-copy = Скопировать ссылку
bot-invite-made = Приглашение с ролью «{ $role }», действует до { $time }. Отправьте ссылку одному человеку:
bot-invite-once = Она сработает один раз: роль получит тот, кто откроет её первым.
bot-invite-revoked = Отозвано. Ссылка больше не работает.
bot-code-taken = 🟢 Добро пожаловать, { $name }! Ваша роль: { $role }.
bot-code-taken-by = Приглашение от { $by }.
bot-code-wrong = Эта ссылка уже использована, отозвана или устарела. Попросите новую.
bot-code-no-need = У вас уже есть эта роль или более высокая. Ссылкой ещё может воспользоваться кто-то другой.
bot-code-too-many = Слишком много неверных ссылок. Попробуйте через час.

bot-tokens-title = { $count ->
    [0] Ключей API нет
   *[other] Ключей API: { $count }
}
bot-token-line = { $n }. { $name } · { $prefix }…
bot-token-scopes = { $scopes }
bot-token-until = до { $date }
bot-token-forever = бессрочно
bot-token-used = последний раз { $time }
bot-token-unused = ещё не использован
bot-button-token-new = Новый ключ
bot-button-token-revoke = { $n }. Отозвать
bot-token-ask-name = Как назвать ключ? Пришлите короткое имя, например grafana.
bot-token-bad-name = В имени от 1 до 40 букв, цифр, точек, дефисов или подчёркиваний. Начните снова: /tokens
bot-token-ask-scopes = Что разрешить ключу «{ $name }»? Выберите и нажмите «Создать».
bot-button-token-make = Создать
bot-token-made = Ключ «{ $name }», до { $date }. Скопируйте его сейчас: через минуту это сообщение исчезнет, и показать ключ снова не сможет никто.
bot-button-token-copy = Скопировать ключ
bot-token-revoke-question = Отозвать «{ $name }» ({ $prefix }…)? Тот, кто им пользуется, получит отказ со следующего запроса.
bot-button-token-revoke-yes = Да, отозвать
bot-token-revoked = 🟢 Ключ «{ $name }» отозван.

bot-audit-title = Кто что делал
bot-audit-person = Только: { $name }
bot-audit-action = Только: { $name }
bot-audit-none = Здесь записей нет.
bot-audit-choose-person = Чьи действия показать?
bot-audit-choose-action = Какие действия показать?
bot-button-audit-older = Раньше ▶
bot-button-audit-newest = ◀ Новые
bot-button-audit-person = По людям…
bot-button-audit-action = По действиям…
bot-button-audit-all = Все

bot-approvals-none = Второго человека ничто не ждёт.
bot-approvals-title = { $count ->
    [one] { $count } вопрос ждёт согласия
    [few] { $count } вопроса ждут согласия
   *[many] { $count } вопросов ждут согласия
}
bot-approvals-line = { $n }. { $by }, { $ago } назад: { $what }
bot-approvals-own = На ваш собственный вопрос должен ответить кто-то другой.
bot-button-approve-n = { $n }. Разрешить
bot-button-reject-n = { $n }. Отклонить

bot-audited-use_shop = магазин
bot-audited-set_language = выбор языка
bot-audited-see_reports = просмотр отчётов
bot-audited-see_status = просмотр состояния
bot-audited-look_up = поиск
bot-audited-reveal = показ личных данных
bot-audited-see_queue = просмотр очереди
bot-audited-manage_queue = управление очередью
bot-audited-clear_queue = очистка очереди
bot-audited-replay = повторная отправка
bot-audited-sync = сверка
bot-audited-reconcile = сверка
bot-audited-repair = исправление по сверке
bot-audited-see_duplicates = поиск дублей
bot-audited-clean_duplicates = удаление дублей
bot-audited-merge_customers = слияние клиентов
bot-audited-refund = возврат
bot-audited-refund_large = крупный возврат
bot-audited-stop = остановка
bot-audited-resume = возобновление
bot-audited-resync = повторная загрузка
bot-audited-manage_settings = изменение настройки
bot-audited-rebuild_sums = пересчёт всех сумм
bot-audited-change_spend = изменение рекламных расходов
bot-audited-change_teams = изменение правил команд
bot-audited-change_rates = изменение курсов валют
bot-audited-broadcast = рассылка
bot-audited-see_audit = просмотр журнала
bot-audited-approve = решение вторым человеком
bot-audited-export_all = выгрузка всего
bot-audited-manage_roles = изменение ролей
bot-audit-number = № { $seq }
bot-audit-signed = Кто: { $by } · запись № { $seq } в журнале
bot-button-audit-record = Журнал
bot-audited-manage_tokens = изменение ключей API
bot-audited-back_up = резервная копия
bot-audited-export_person = выгрузка данных человека
bot-audited-erase = стирание данных человека
bot-audited-press_refused = нажатие без права
bot-audited-code_refused = неверное приглашение
bot-audited-see_alerts = просмотр тревог
bot-audited-manage_alerts = работа с тревогами
bot-audited-manage_plans = изменение тарифов
bot-audited-see_orders = просмотр заказов
bot-audited-decide_money = решение о деньгах
bot-audited-decide_money_large = решение о крупной сумме
bot-audited-see_contests = просмотр конкурсов
bot-audited-manage_contests = изменение конкурсов
bot-audited-correct_tickets = исправление билетов
bot-audited-undo_draw = отмена розыгрыша
bot-audited-restore = восстановление из копии
bot-audited-prune = удаление старого
