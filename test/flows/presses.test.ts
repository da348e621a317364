import { describe, expect, it } from 'vitest';
import { type App, startApp } from '../support/app.ts';

const anna = { personId: '9501', chatId: '-100' };
const offered = (app: App) => app.flows().offerAction({ ...anna, verb: 'resume', argument: 'drain' });

async function refused(app: App): Promise<readonly unknown[]> {
  return app
    .db()
    .selectFrom('audit')
    .select(['actor', 'subject', 'detail'])
    .where('action', '=', 'press_refused')
    .orderBy('seq')
    .execute();
}

describe('a press without effect', () => {
  it('goes into the record with what was wrong', async () => {
    const app = await startApp();
    const take = (id: string, over = {}) => app.flows().takeAction({ ...anna, ...over, id });
    const id = await offered(app);
    expect(await take('made-up', { personId: '1' })).toBeNull();
    expect(await take(id, { personId: '2' })).toBeNull();
    expect(await take(id, { personId: '3', chatId: '-200' })).toBeNull();
    expect(await take(id)).toEqual({ verb: 'resume', argument: 'drain' });
    expect(await take(id)).toBeNull();
    const late = await offered(app);
    app.clock.advance(60_000);
    expect(await take(late)).toBeNull();
    const details = (await refused(app)).map((row) => (row as { detail: string }).detail);
    expect(details).toEqual([
      'forged, chat -100',
      'other_person, chat -100',
      'other_chat, chat -200',
      'replayed, chat -100',
      'expired, chat -100',
    ]);
  });

  it('is recorded five times a minute for one person, and sixty in all', async () => {
    const app = await startApp();
    const press = (personId: string) => app.flows().takeAction({ id: 'made-up', personId, chatId: '-100' });
    for (let i = 0; i < 8; i++) await press('1');
    expect(await refused(app)).toHaveLength(5);
    for (let i = 0; i < 80; i++) await press(String(100 + i));
    expect(await refused(app)).toHaveLength(60);
    app.clock.advance(60_000);
    await press('1');
    expect(await refused(app)).toHaveLength(61);
  });
});
