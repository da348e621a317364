import { keepHeapSmall, start } from '../src/main.ts';
import { findCorruption } from '../src/store/quick-check.ts';

keepHeapSmall();
/** payops itself, the real process, unchanged; told its environment by the bench. */
const running = await start({ env: JSON.parse(process.argv[2] ?? '{}') as Record<string, string> });
process.send?.({ url: running.url });
async function answer({ wait }: { wait?: 'checked' }): Promise<void> {
  // As long as the look at every page that follows a start, and begun after it.
  if (wait === 'checked') await findCorruption(running.deps.store);
  process.send?.({ url: running.url, rss: process.memoryUsage().rss, statements: running.deps.store.statementsRun() });
}
process.on('message', (message: { wait?: 'checked' }) => void answer(message));
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
