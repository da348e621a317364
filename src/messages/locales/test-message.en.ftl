notice-test = 🧪 A test message, asked for by { $by }
    .next = Nothing happened; messages arrive here.
    .help = There is nothing to do.
