# Подробности состояния: названия проверок. Что найдено и что делать — в checks.ru.ftl.

doctor-button = Подробнее
doctor-title = { $count ->
    [0] 🟢 Все проверки пройдены
    [one] 🟡 { $count } проверка требует внимания
    [few] 🟡 { $count } проверки требуют внимания
   *[many] 🟡 { $count } проверок требуют внимания
}
doctor-title-failed = { $count ->
    [one] 🔴 Не в порядке: { $count } проверка
    [few] 🔴 Не в порядке: { $count } проверки
   *[many] 🔴 Не в порядке: { $count } проверок
}
doctor-fine = { $count ->
    [one] В порядке: { $count } проверка
    [few] В порядке: { $count } проверки
   *[many] В порядке: { $count } проверок
}
doctor-more = …и ещё { $count }: npm run doctor
doctor-area-runtime = Среда
doctor-area-files = Файлы
doctor-area-database = База
doctor-area-configuration = Настройки
doctor-area-work = Работа
doctor-area-backups = Копии
doctor-area-schedule = Расписание
doctor-area-live = Сервисы
doctor-area-invariants = Учёт
doctor-check-runtime = Node
doctor-check-user = Пользователь процесса
doctor-check-memory-limit = Предел памяти
doctor-check-memory-in-use = Занятая память
doctor-check-processors = Процессоры
doctor-check-time-zone-data = Данные о часовых поясах
doctor-check-business-zone = Часовой пояс
doctor-check-disk = Место на диске
doctor-check-file-system = Файловая система
doctor-check-fsync = Скорость записи на диск
doctor-check-folder-rights = Права на папку данных
doctor-check-file-rights = Права на файлы
doctor-check-stop-file = Файл остановки
doctor-check-server = Сервер
doctor-check-database-size = Размер базы
doctor-check-write-ahead-log = Журнал базы (WAL)
doctor-check-configuration = Настройки окружения
doctor-check-telegram-token = Токен Telegram
doctor-check-telegram-chat = Рабочий чат
doctor-check-owners = Владельцы
doctor-check-notifications = Уведомления
doctor-check-stripe-key = Ключ Stripe
doctor-check-stripe-key-rights = Права ключа Stripe
doctor-check-stripe-webhook-secret = Секрет вебхука Stripe
doctor-check-yookassa-key = Ключ ЮKassa
doctor-check-yookassa-shop = Магазин ЮKassa
doctor-check-yookassa-receipts = Чеки ЮKassa
doctor-check-yookassa-webhook = Уведомления ЮKassa
doctor-check-sweep = Сверка по расписанию
doctor-check-sheets = Google Таблица
doctor-check-slack = Slack
doctor-check-bind = Адрес сервера
doctor-check-links = Ссылки для людей
doctor-check-public-url = Публичный адрес
doctor-check-proxies = Доверенные прокси
doctor-check-private-addresses = Внутренние адреса
doctor-check-log-level = Подробность журнала
doctor-check-legacy-secrets = Слабые способы входа
doctor-check-api-tokens = Токены API
doctor-check-short-api-tokens = Короткие токены API
doctor-check-admin-api-tokens = Токены API с полными правами
doctor-check-ending-api-tokens = Токены API с истекающим сроком
doctor-check-unused-api-tokens = Неиспользуемые токены API
doctor-check-engine = Версия базы
doctor-check-database = База данных
doctor-check-journal-mode = Режим журнала
doctor-check-synchronous = Надёжность записи
doctor-check-foreign-keys = Внешние ключи
doctor-check-synchronous-commit = Надёжность записи
doctor-check-database-fsync = Сброс базы на диск
doctor-check-busy-timeout = Ожидание блокировки
doctor-check-schema = Схема базы
doctor-check-program = Версия программы
doctor-check-schema-drift = Изменения в схеме
doctor-check-pages = Целостность базы
doctor-check-audit-chain = Журнал действий
doctor-check-retention = Очистка старого
doctor-check-stop = Остановка
doctor-check-notices = Тревоги
doctor-check-sync = Синхронизация
doctor-check-queue = Очередь
doctor-check-deliveries-in-doubt = Неясные отправки
doctor-check-last-event = Последнее событие
doctor-check-put-aside = Нераспознанные события
doctor-check-reads-from-the-provider = Запросы к платёжной системе
doctor-check-payments-in-conflict = Платежи с расхождением
doctor-check-events-of-the-other-mode = События другого режима
doctor-check-approvals = Ждут подтверждения
doctor-check-job = Задача
doctor-check-backup = Резервная копия
doctor-check-kept-backups = Хранимые копии
doctor-check-restore-drill = Проверка восстановления
doctor-check-next-runs = Ближайшие запуски
doctor-check-clock-change = Перевод часов
doctor-check-answers = Связь
doctor-check-set-up = Настройка сервиса
doctor-check-telegram-bot = Бот
doctor-check-telegram-privacy-mode = Режим приватности бота
doctor-check-telegram-updates = Получение обновлений
doctor-check-telegram-pending-updates = Необработанные обновления
doctor-check-telegram-update-kinds = Виды обновлений
doctor-check-telegram-last-error = Последняя ошибка Telegram
doctor-check-telegram-command-menu = Меню команд
doctor-check-telegram-chat-reached = Доступ к чату
doctor-check-telegram-chat-rights = Права бота в чате
doctor-check-slack-bot = Бот в Slack
doctor-check-slack-channel = Канал Slack
doctor-check-slack-membership = Бот в канале Slack
doctor-check-sheet-tab = Лист таблицы
doctor-check-sheet-room = Место в таблице
doctor-check-sheet-key-column = Столбец с ключом
doctor-check-sheet-columns = Столбцы таблицы
doctor-check-sheet-headings = Заголовки таблицы
doctor-check-sheet-row-keys = Ключи строк
doctor-check-stripe-mode = Режим Stripe
doctor-check-stripe-account = Аккаунт Stripe
doctor-check-stripe-webhook = Вебхук Stripe
doctor-check-stripe-webhook-events = События вебхука Stripe
doctor-check-stripe-webhook-version = Версия вебхука Stripe
doctor-check-public-url-reached = Доступность снаружи
doctor-check-certificate = Сертификат TLS
doctor-check-clock = Часы сервера
doctor-check-invariants = Правила учёта
doctor-check-I1-each-payment-is-there-once = I1 каждый платёж записан один раз
doctor-check-I3-what-was-told-is-known = I3 известно, что было отправлено
doctor-check-I5-nothing-owed-is-lost = I5 ни одна отправка не теряется
doctor-check-I6-nothing-is-told-that-is-not-recorded = I6 отправляется только записанное
doctor-check-I2-each-captured-payment-has-one-purchase = I2 у оплаченного платежа одна покупка
doctor-check-I7-each-contest-sums-to-zero = I7 сумма по конкурсу – ноль
doctor-check-I7-tickets-follow-the-money = I7 билеты следуют за деньгами
doctor-check-I2-purchases-exist = I2 покупки существуют
doctor-check-I8-money-back-never-exceeds-what-was-captured = I8 возвращено не больше полученного
doctor-check-I8-money-back-adds-up = I8 возвраты сходятся
doctor-check-I3-shown-names-are-unique = I3 имена покупок не повторяются
doctor-check-I13-nothing-is-being-sent-for-ever = I13 ничто не отправляется бесконечно
doctor-check-I20-nothing-depends-on-a-clock = I20 от часов ничего не зависит
doctor-check-I2-purchases-are-what-grouping-gives = I2 покупки собраны по правилам
doctor-check-I2-totals-are-the-sum-of-payments = I2 итог равен сумме платежей
doctor-check-I4-each-purchase-is-owed-to-each-place = I4 каждая покупка отправляется всюду
doctor-check-I4-each-row-is-owed-to-each-document = I4 каждая строка идёт в каждую таблицу
doctor-check-I12-each-slot-ran-or-is-recorded-as-missed = I12 каждый запуск прошёл или записан как пропущенный
doctor-check-I15-what-was-allowed-is-audited = I15 выданное записано в журнал
doctor-check-I16-no-e-mail-stands-in-our-records = I16 в наших записях нет адресов почты
doctor-check-I18-nothing-is-sent-while-stopped = I18 при остановке ничего не отправляется
