import { expect } from 'vitest';
import { type App, type AppOptions, startApp } from './app.ts';
import { eventually } from './eventually.ts';

/** The product with YooKassa connected. */
export const startYookassa = (options: AppOptions = {}) => startApp({ yookassa: true, ...options });

/** Posts any body as if YooKassa had called. */
export function notify(app: App, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${app.url()}/v1/payments/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export const told = (event: string, object: object) => ({ type: 'notification', event, object });

export const paid = (app: App) => app.db().selectFrom('payments').selectAll().orderBy('external_id').execute();
export const inbox = (app: App) =>
  app.db().selectFrom('inbox').selectAll().where('provider', '=', 'yookassa').execute();
export const rereads = (app: App) =>
  app.db().selectFrom('rereads').selectAll().where('provider', '=', 'yookassa').execute();

/** YooKassa has told everything, and all of it was asked back. */
export async function confirmed(app: App): Promise<void> {
  await app.world.yookassa.notifications.settled();
  await eventually(async () => expect((await rereads(app)).filter(({ state }) => state === 'waiting')).toEqual([]));
  await app.settled();
}
