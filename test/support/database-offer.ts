import { createServer } from 'node:http';
import { inject } from 'vitest';
import { type PostgresServer, startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseOffer: string;
  }
}

/** In the runner's own process: one PostgreSQL server for the whole run, started when the first test asks for it. */
export async function offerDatabases(): Promise<{ url: string; close: () => Promise<void> }> {
  let server: Promise<PostgresServer> | null = null;
  const offer = createServer((_request, response) => {
    // A connection kept open is closed after a while, now and then just when the next test asks.
    response.setHeader('connection', 'close');
    server ??= startPostgres();
    server
      .then((started) => started.createDatabase())
      .then(
        (url) => response.end(url),
        (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
      );
  });
  await new Promise<void>((resolve) => offer.listen(0, '127.0.0.1', resolve));
  const address = offer.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      offer.closeAllConnections();
      offer.close();
      await (await server?.catch(() => null))?.stop();
    },
  };
}

/** In a test: the address of a new, empty PostgreSQL database. Throws where PostgreSQL cannot run: nothing is skipped. */
export async function newPostgresUrl(): Promise<string> {
  const response = await fetch(inject('databaseOffer'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
