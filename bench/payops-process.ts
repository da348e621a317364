import { keepHeapSmall, start } from '../src/main.ts';

keepHeapSmall();
/** payops itself, the real process, unchanged; told its environment by the bench. */
const running = await start({ env: JSON.parse(process.argv[2] ?? '{}') as Record<string, string> });
process.send?.({ url: running.url });
process.on('message', () => process.send?.({ url: running.url, rss: process.memoryUsage().rss }));
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
