## What breaks whoever takes it

notice-update_given_up = 🔴 A message or a button press ended the bot twice (update { $update })
    .next = It is not handled again; everything else goes on.
    .help = Repeat the command if it mattered, and hand the number to whoever runs this server: it stands in the log.
