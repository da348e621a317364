# /plans, промокоды, все заказы, деньги на решение
bot-command-plans = что продаётся, цены, промокоды
plan-list-title = { $count ->
    [0] Пока ничего не продаётся
    [one] { $count } план
    [few] { $count } плана
   *[many] { $count } планов
  }
plan-no-price = цены пока нет
plan-hidden = скрыт
plan-endless = без ограничения количества
plan-left = { $count ->
    [0] распродано
   *[other] осталось { $count }
  }
plan-low = заканчивается
plan-keys = ключи: свободно { $free }, выдано { $given }
plan-tickets = { $count ->
    [0] без билетов розыгрыша
    [one] { $count } билет розыгрыша
    [few] { $count } билета розыгрыша
   *[many] { $count } билетов розыгрыша
  }
plan-kind-digital = цифровой товар
plan-kind-physical = физический товар
plan-gives-invite_link = Даёт место в чате { $where }
plan-gives-webhook = Сообщает на { $where }
plan-gives-text = Присылает текст
plan-gives-keys = Выдаёт ключ из запаса
plan-field-title = Название
plan-field-description = Описание
plan-field-kind = Вид
plan-field-prices = Цены
plan-field-period = Срок
plan-field-stock = Количество
plan-field-tickets = Билеты
plan-field-fulfilment = Что даёт
plan-button-new = Новый план
plan-button-promos = Промокоды
plan-button-list = Все планы
plan-button-hide = Скрыть
plan-button-show = Продавать
plan-button-save = Сохранить
plan-now = Сейчас:
plan-draft = Покупатели увидят так:
plan-ask-code = Короткий код для ссылок и отчётов: латинские буквы, цифры, - и _, не больше 32. Потом он не меняется.
plan-ask-title = Название, не больше 32 знаков: на первой строке по-русски, на второй по-английски.
plan-ask-description = Что получит покупатель, не больше 255 знаков: на первой строке по-русски, на второй по-английски.
plan-ask-kind = Напишите «цифровой» или «физический». Цифровые товары внутри приложений Telegram требует продавать за звёзды; другие способы оплаты – решение владельца.
plan-ask-prices = Цены, по одной на строке: 10 USD (банковская карта), 990 RUB (карта или СБП), 500 Stars. Напишите «проба», если это бесплатно и один раз на человека.
plan-ask-period = На сколько дней? «-», если без срока. Звёзды продлеваются сами только при сроке 30 дней.
plan-ask-stock = Сколько всего штук? «-», если без ограничения.
plan-ask-tickets = Сколько билетов розыгрыша приносит покупка? «-», если ни одного.
plan-ask-fulfilment = Что получает покупатель? Напишите «chat -1001234567890», «webhook https://…», «keys» или «text» и сам текст: на следующей строке по-русски, ещё на одной по-английски.
plan-not-read = Не получилось прочитать. Напишите, пожалуйста, как описано выше, или /plans, чтобы выйти.
plan-code-wrong = Такой код уже есть, или в нём лишние знаки. Напишите другой.
plan-not-saved = План не полный: нужны название, описание и цена. Ничего не сохранено. Начните заново: /plans
plan-not-sellable = В таком виде план нечем исполнить, поэтому он остаётся скрытым. Сначала измените, что он даёт.
plan-keys-how = Чтобы добавить ключи, пришлите текстовый файл, по ключу на строке, с подписью /plans keys { $code }
plan-keys-no-plan = Нет плана с таким кодом, который выдаёт ключи.
plan-keys-unreadable = В этом файле нет ключей: нужен простой текст, по ключу на строке, не больше 10 000.
plan-keys-taken = { $count ->
    [0] Новых ключей в файле нет; свободно { $free }.
    [one] Добавлен { $count } ключ; свободно { $free }. Ваше сообщение с файлом я удалил.
    [few] Добавлено { $count } ключа; свободно { $free }. Ваше сообщение с файлом я удалил.
   *[many] Добавлено { $count } ключей; свободно { $free }. Ваше сообщение с файлом я удалил.
  }
plan-remark-digital_outside_stars = Цифровые товары внутри приложений Telegram требует продавать за звёзды. Этот план можно оплатить и иначе: это решение владельца.
plan-remark-no_keys = Ключей не осталось, купить сейчас нельзя.
plan-remark-method_not_configured = Один из способов оплаты здесь не настроен, его не предлагают.
plan-remark-chat_not_found = Бот не знает этого чата: добавьте бота в него. План скрыт.
plan-remark-not_admin = Бот не администратор этого чата. План скрыт.
plan-remark-no_right_to_invite = Бот не может приглашать людей в этот чат. План скрыт.
plan-remark-no_right_to_remove = Бот не может удалять людей из этого чата. План скрыт.
plan-remark-requests_not_told = Telegram не сообщает боту, кто просится в чат. План скрыт.
plan-remark-not_asked = Telegram не ответил, права бота в чате пока не проверены.
plan-remark-not_https = Адрес должен начинаться с https://. План скрыт.
plan-remark-private_address = Это адрес внутренней сети. План скрыт.
plan-remark-bad_url = Адрес не читается. План скрыт.
plan-remark-webhook_not_configured = Для вебхуков нужен BUSINESS_WEBHOOK_SECRET. План скрыт.
promo-title = { $count ->
    [0] Промокодов нет
    [one] { $count } промокод
    [few] { $count } промокода
   *[many] { $count } промокодов
  }
promo-used = { $used ->
    [0] ещё не использован
    [one] использован { $used } раз
    [few] использован { $used } раза
   *[many] использован { $used } раз
  }
promo-used-of = использован { $used } из { $limit }
promo-until = до { $time }
promo-stopped = остановлен
promo-button-new = Новый код
promo-button-stop = Остановить { $code }
promo-button-go = Вернуть { $code }
promo-button-make = Создать код
promo-ask = Напишите код одной строкой, например:
promo-example = CLUB5 5 USD x100 до 31.12.2026 club
promo-ask-parts = Код, скидка и, если нужно, сколько заказов могут его использовать, последний день и для каких планов.
promo-not-read = Не получилось прочитать. Например: SPRING 20% x100 до 31.12.2026
promo-not-saved = Этот код нельзя сохранить. Скидка кода не меняется, когда им уже воспользовались: создайте другой код.
shop-all-orders = Все заказы
shop-none = Пока ни одного.
shop-buyer = Покупатель{ " " }
shop-recipient = Кому{ " " }
shop-placed-at = Оформлен { $time }
shop-kind-purchase = покупка
shop-kind-gift = подарок
shop-kind-renewal = продление
shop-kind-trial = пробный период
shop-button-refund = Вернуть деньги
shop-button-refund-yes = Вернуть { $amount }
shop-refund-question = { $amount } вернутся покупателю { $buyer } тем же путём. Покупка: { $title }. Доступ закончится, билеты будут списаны.
shop-refund-asked = Деньги возвращаются покупателю: { $amount }.
shop-money-none = Денег, ждущих решения, нет.
shop-money-title = { $count ->
    [one] { $count } платёж ждёт решения
    [few] { $count } платежа ждут решения
   *[many] { $count } платежей ждут решения
  }
shop-money-ask-refund = { $amount } по платежу { $payment } вернутся тем же путём.
shop-money-ask-accept = Платёж { $payment } на { $amount } засчитывается заказу { $order }. Если он ещё не оплачен, он станет оплаченным, и покупатель получит заказанное.
shop-money-waiting = Решения ещё нет: { $amount }.
shop-money-refunded = Деньги возвращаются: { $amount }.
shop-money-accepted = Принято { $amount }, заказ оплачен.
shop-money-left = { $amount } оставлено; заказ был оплачен раньше.
shop-button-give-back = { $n }. Вернуть
shop-button-accept = { $n }. Принять
shop-button-accept-yes = Принять { $amount }
