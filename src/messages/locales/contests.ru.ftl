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
