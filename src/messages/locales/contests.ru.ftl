contest-codes-guessed = ⚠️ Кто-то подбирает коды пригласительных ссылок.
contest-codes-guessed-next = Кто ошибся слишком много раз, не может пробовать ещё час. Ничего не привязано; отклонённые коды видны в /audit.
contest-signals-found = 🔎 { $title }: { $count ->
    [one] { $count } новый сигнал
    [few] { $count } новых сигнала
   *[many] { $count } новых сигналов
 } для проверки. Само ничего не произойдёт: смотрите /contests.
contest-draw-due = 🎲 { $title }: публичное значение раунда { $round } уже известно.
contest-draw-due-next = Введите его в /contests; победителей сначала увидите вы, потом остальные.
contest-opened = 🎟 { $title }: на чём основан розыгрыш
contest-opened-period = { $from } – { $to } ({ $zone })
contest-opened-why = Победителей определят секретное зерно, публичное значение, которого пока никто не знает, и билеты всех участников. Зерно откроем после розыгрыша, а его хеш публикуем сейчас: подменить зерно нельзя.
contest-seed-hash = Хеш зерна (SHA-256)
contest-outside-rule = Публичное значение
contest-frozen = 🔒 { $title }: список билетов закрыт
contest-frozen-counts = { $entrants ->
    [one] { $entrants } участник
    [few] { $entrants } участника
   *[many] { $entrants } участников
 }, { $tickets ->
    [one] { $tickets } билет
    [few] { $tickets } билета
   *[many] { $tickets } билетов
 }
contest-frozen-next = Решит раунд drand { $round }, { $at } ({ $zone }). Своя строка – в /verify.
contest-entries-hash = Хеш списка (SHA-256)
contest-announced = 🏆 { $title }: победители
contest-nobody-won = Ни у кого не было билетов.
contest-more-winners = и ещё { $count } в протоколе
contest-announced-check = Проверьте сами: /verify пересчитает всё заново.
contest-seed = Зерно
contest-value = Публичное значение

contest-won = 🏆 Вы выиграли: { $prize }
contest-won-where = { $title }, { $place } место
contest-won-next = Организатор свяжется с вами по поводу приза.
contest-won-check = Результаты опубликованы. Проверьте сами: кнопкой ниже или командой
contest-button-verify = 🔍 Проверить розыгрыш
contest-winner-not-told = 🔴 { $title }: не удалось написать победителю, { $place } место ({ $code })
contest-winner-not-told-next = Бот может писать только тем, кто запустил его и не заблокировал. Когда победитель откроет бота, отправьте ещё раз:

contest-none = Сейчас розыгрыша нет. Но ваша пригласительная ссылка уже работает.
contest-soon = Начнётся через { $left }: { $at }
contest-open = ⏳ Осталось { $left }, до { $at }
contest-holding = Приём билетов окончен. Список закроется { $at }; до этого возвраты ещё снимают билеты.
contest-drawing = Список закрыт, скоро розыгрыш.
contest-drawn = Розыгрыш состоялся.
contest-own = У вас { $tickets ->
    [one] { $tickets } билет
    [few] { $tickets } билета
   *[many] { $tickets } билетов
 }, место { $place } из { $people }
contest-own-none = У вас пока нет билетов.
contest-own-taken = У вас больше нет билетов: они аннулированы.
contest-prizes = Призы
contest-more-prizes = и ещё { $count }
contest-winners = Победители
contest-check = Проверьте сами: /verify
contest-you-won = 🏆 Вы выиграли: место { $place }!
contest-rating = Больше всего билетов
contest-you = Вы
contest-nobody-yet = Билетов пока ни у кого нет. Станьте первым.
contest-tickets = { $count ->
    [one] { $count } билет
    [few] { $count } билета
   *[many] { $count } билетов
 }
contest-rules = Правила
contest-rule-self = билеты за каждую вашу покупку
contest-rule-invitee = столько же за покупку друга, который пришёл по вашей ссылке, в течение { $days ->
    [one] { $days } дня
   *[other] { $days } дней
 }
contest-rule-renewals = продления тоже считаются
contest-rule-no-renewals = продления не считаются
contest-rule-limit = не больше { $count ->
    [one] { $count } билета
   *[other] { $count } билетов
 } на человека
contest-rule-refund = при возврате денег билеты за эту покупку снимаются
contest-fair = Почему результат нельзя подделать
contest-from = { " " }({ $who })
contest-why-self-purchase = ваша покупка
contest-why-invitee-payment = покупка друга
contest-why-refund = деньги возвращены
contest-why-refund-failed = возврат не прошёл
contest-why-dispute = платёж оспорен
contest-why-dispute-won = спор решён в нашу пользу
contest-why-correction = исправление
contest-no-history = Пока пусто. Билеты приходят с покупкой, вашей или друга.
contest-invite-title = 🤝 Ваша пригласительная ссылка
contest-invite-how = Кто впервые запустит бота по ней, тот пришёл от вас. На картинке та же ссылка.
contest-invite-nobody = По ней пока никто не пришёл.
contest-invite-counts = Пришли: { $came } · оплатили: { $paid }
contest-invited-paid = оплата есть
contest-invited-came = оплаты пока нет
contest-verify-title = 🔍 { $title }: проверка розыгрыша
contest-verify-none = Проверять пока нечего: список билетов закроется после розыгрыша.
contest-verify-true = ✅ Пересчитано по опубликованным данным: победители верны.
contest-verify-false = ⛔ Победители не следуют из опубликованных данных. Сообщите организаторам.
contest-verify-later = Список закрыт, розыгрыш ещё впереди.
contest-entries-at = Файл участников: { $url }
contest-entries-attached = Файл участников приложен, он же по ссылке: { $url }
contest-entries-too-large = Файл участников слишком велик для Telegram, он по ссылке: { $url }
contest-round-at = Решающий раунд: { $url }
contest-proof-at = Доказательство: { $url }
contest-verify-own-id = В списке вы записаны так:
contest-verify-in = билетов: { $count }
contest-verify-not-in = вас в нём нет: при закрытии списка у вас не было билетов
contest-proof = Протокол
contest-button-invite = 🤝 Пригласить
contest-button-tickets = 🎟 Мои билеты
contest-button-refresh = 🔄 Обновить
contest-button-contest = 🎁 Розыгрыш
contest-button-older = Раньше
contest-button-copy = Скопировать ссылку
contest-button-share = Поделиться
contest-list = Розыгрыши: { $count }
contest-list-none = Пока ни одного.
contest-on = включён
contest-off = выключен
contest-terms-days = Ссылка действует { $window } дн. · возвраты снимают билеты ещё { $hold } дн. после конца
contest-terms-rules = Правила: { $rules }
contest-terms-plans = Билеты по тарифам: { $plans }
contest-terms-prizes = Призов: { $count }
contest-terms-winners = Победителям: { $words }
contest-published-here = Публикуется в чате команды
contest-published-to = Публикуется в { $chat }
contest-stage-none = Ещё не разыгран
contest-stage-frozen = Список закрыт и публикуется
contest-stage-published = Список опубликован, ждём публичное значение
contest-stage-drawn = Разыгран, но ещё никому не объявлен
contest-stage-announced = Разыгран и объявлен
contest-signals-waiting = 🔎 Нужно посмотреть: { $count }
contest-signals = 🔎 Нужно посмотреть
contest-signals-none = Ничего.
contest-signals-note = Это подсказки, а не приговоры. Само ничего не произойдёт.
contest-signal-same-instrument = { $referrer } и приглашённый им { $invitee } платили одной картой или с одного счёта
contest-signal-burst = За один час оплатили { $count } приглашённых от { $referrer } ({ $hour })
contest-signal-chain = { $referrer } пригласил { $invitee }, а тот – ещё { $count }
contest-signal-refund-after-freeze = { $person } получил возврат после закрытия списка, в розыгрыше участвовало билетов: { $count } ({ $order })
contest-draft = Сохранить «{ $title }»?
contest-draft-publishes = Розыгрыш включён: хеш зерна и правило будут опубликованы сразу.
contest-saved = Сохранено.
contest-not-saved = Так сохранить нельзя: код занят, розыгрыш окончен или после начала меняются обещанные условия.
contest-wrong-fields = Эти поля заполнены неверно: { $fields }
contest-ask-document = Пришлите розыгрыш как JSON-документ или напишите «шаги», и я спрошу обо всём по очереди. Можно начать с этого:
contest-ask-code = Короткий код: латинские буквы, цифры, - и _
contest-ask-title-ru = Название по-русски
contest-ask-title-en = Название по-английски
contest-ask-starts = Когда начало? Например, 2026-12-01 10:00
contest-ask-ends = Когда конец?
contest-ask-prizes = Призы, каждый с новой строки, начиная с первого места
contest-ask-value = Пришлите ответ drand для раунда { $round } ({ $url }) как есть.
contest-value-another-round = Это другой раунд, решает не он.
contest-value-not-its-hash = Значение повреждено: оно не совпадает с хешем подписи.
contest-value-not-signed = Подпись не от drand: к этому раунду она не подходит. Розыгрыш не проведён.
contest-value-too-early = Этот раунд ещё не наступил.
contest-value-unreadable = Не могу прочитать: нужны round, randomness и signature.
contest-drawn-now = Разыграно. Посмотрите победителей и объявите их.
contest-announced-now = Объявлено.
contest-ask-correction = Чьи билеты в { $contest }? Одной строкой: Telegram id, сколько и почему. Например: 7345550904 +3 заказ потерялся у нас
contest-correction-unreadable = Не могу прочитать. Одной строкой: 7345550904 +3 причина
contest-correction-question = Билеты { $person } в { $contest }: { $change }?
contest-correction-reason = Причина: { $reason }
contest-correction-effect = Запись остаётся в журнале билетов навсегда, с вашим именем. Если есть второй администратор, нужно его согласие.
contest-corrected = 🟢 Записано.
contest-button-correct = 🎟 Исправить билеты
contest-button-correct-yes = Записать { $change }
contest-undone = Отменено.
contest-ask-announce = Объявить победителей? Отменить это будет нельзя.
contest-button-new = ➕ Новый розыгрыш
contest-button-edit = ✏️ Изменить
contest-button-on = Включить
contest-button-off = Выключить
contest-button-signals = 🔎 Посмотреть сигналы
contest-button-value = 🎲 Ввести значение
contest-button-announce = 🏆 Объявить
contest-button-announce-yes = Объявить сейчас
contest-button-undo = Отменить
contest-button-reviewed = Просмотрено
contest-button-back = Назад
contest-button-save = Сохранить
contest-brought = Вы пришли по ссылке друга. Мы учтём это при первой покупке.

bot-command-contest = призы, рейтинг, сколько осталось
bot-command-tickets = ваши билеты и за что они
bot-command-invite = ваша пригласительная ссылка
bot-command-verify = проверить розыгрыш самому
bot-command-contests = розыгрыши, их правила и итоги
approval-correct_tickets = билеты { $person } в { $contest }: { $delta } ({ $reason })
approval-undo_draw = отменить шаг розыгрыша { $contest } ({ $step })
