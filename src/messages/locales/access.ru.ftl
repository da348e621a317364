destination-access = Доступ в чаты
destination-webhook = Ваши системы (вебхук)
access-owed = ⏳ Скоро будет
access-granted = ✅ Доступ открыт
access-ended = ⚪ Доступ закончился
access-withdrawn = ⚪ Доступ закрыт: деньги возвращены
access-until = До { $time }
access-key = Ваш ключ:
access-link = Нажмите кнопку и подайте заявку: бот примет её сам, но только с этого аккаунта Telegram.
access-webhook = Всё готово, можно пользоваться.
access-news-soon = { $days ->
    [one] ⏳ «{ $title }» заканчивается через { $days } день: { $time }
    [few] ⏳ «{ $title }» заканчивается через { $days } дня: { $time }
   *[many] ⏳ «{ $title }» заканчивается через { $days } дней: { $time }
  }
access-news-grace = ⌛ «{ $title }»: срок вышел { $time }.
access-news-ended = ⚪ «{ $title }»: срок вышел, доступ закрыт.
access-news-stay = Остаться можно до { $time }, потом доступ закроется.
access-news-carried = Продлите сейчас: оставшиеся дни добавятся.
access-renew-gone = Этот план больше не продаётся. Что есть сейчас: /buy
access-enter-asked = Если вы подали заявку, бот примет её в течение минуты.
access-enter-no = Доступа в этот чат больше нет.
button-access-join = Подать заявку
button-access_enter = Заявка подана, впустите
button-access_renew = Продлить
button-copy-key = Скопировать ключ
notice-key_missing = 🔑 Ключи кончились: план { $plan }, заказ { $order } оплачен
    .next = Покупатель видит «скоро будет». Как только у плана появится ключ, бот его отправит.
    .help = Добавьте ключи в /plans или верните деньги.
money-problem-no_key = оплачено, но ключей не осталось
