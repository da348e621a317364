import { describe } from 'vitest';
import { type App, type AppOptions, startApp } from './app.ts';
import { newPostgresUrl } from './database-offer.ts';

type StartApp = (options?: AppOptions) => Promise<App>;

/** The same dialogues of the whole product on both databases. */
export function describeDatabases(
  name: string,
  suite: (startApp: StartApp, kind: 'sqlite' | 'postgres') => void,
): void {
  describe(`${name} on sqlite`, () => suite(startApp, 'sqlite'));
  describe(`${name} on postgres`, () =>
    suite(async (options = {}) => startApp({ ...options, databaseUrl: await newPostgresUrl() }), 'postgres'));
}
