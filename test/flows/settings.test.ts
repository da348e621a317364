import { describe, expect, test } from 'vitest';
import { scheduledKinds } from '../../src/domain/reports/report.ts';
import { hourMs } from '../../src/domain/time.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const opsChat = (app: App) => app.world.env['TELEGRAM_CHAT_ID'] as string;
const buy = async (app: App, amount: number, extra: object = {}) => {
  app.world.stripe.pay({ amount, currency: 'usd', ...extra });
  await app.settled();
};

describe('a setting', () => {
  test('holds at once, tells where it comes from, is audited, and goes back', async () => {
    const app = await startApp();
    const set = await app.flows().changeSetting(owner, 'vip', { to: 'typed', words: '5 USD' });
    expect(set).toMatchObject({ ok: true, setting: { changed: { by: 'Olga' } }, previous: 'null' });
    await buy(app, 999);
    expect(app.chat().some((message) => message.text.startsWith('💎'))).toBe(true);
    const undone = await app.flows().changeSetting(owner, 'vip', { to: 'stored', previous: 'null' });
    expect(undone).toMatchObject({ setting: { changed: null, value: [{ amountMinor: 10_000, currency: 'USD' }] } });
    const audit = await app.flows().listAudit(owner, { action: 'manage_settings' }, null, 10);
    expect(audit.ok && audit.rows.map(({ subject, detail }) => [subject, detail])).toEqual([
      ['vip', 'default'],
      ['vip', '5.00 USD'],
    ]);
  });

  test('that is no value changes nothing; nobody below admin changes any', async () => {
    const app = await startApp();
    const flows = app.flows();
    expect(await flows.changeSetting(owner, 'digest', { to: 'typed', words: 'many' })).toMatchObject({
      reason: 'invalid',
    });
    const operator = { kind: 'operator', telegramId: '9', role: 'operator', name: 'Oleg' } as const;
    const tried = await flows.changeSetting(operator, 'digest', { to: 'typed', words: '5' });
    expect(tried).toMatchObject({ reason: 'forbidden' });
    expect(app.running().deps.policy.digestAfterWaiting).toBe(20);
  });

  test('set by another process reaches this one by itself, and survives a restart', async () => {
    const app = await startApp();
    const row = { name: 'set:digest', value: '7', changed_by: 'cli', changed_at: '2026-11-20T00:00:00.000Z' };
    await app.running().deps.store.writer.insertInto('settings').values(row).execute();
    await eventually(() => expect(app.running().deps.policy.digestAfterWaiting).toBe(7));
    await app.restart();
    expect(app.running().deps.policy.digestAfterWaiting).toBe(7);
  });

  test('messages switched off: nothing is told, nothing waits, the sheet goes on', async () => {
    const app = await startApp();
    await app.flows().changeSetting(owner, 'notifications', { to: 'typed', words: 'off' });
    await buy(app, 999);
    expect([app.cards().length, app.slack().length, app.sheet().length]).toEqual([0, 0, 1]);
    await app.flows().changeSetting(owner, 'notifications', { to: 'default' });
    await buy(app, 1_999);
    expect(app.cards()).toHaveLength(1);
  });
});

describe('a chat', () => {
  const filter = (app: App, minimumMinor: number) => ({
    to: 'filter' as const,
    filter: { minimum: [{ amountMinor: minimumMinor, currency: app.running().deps.policy.baseCurrency }] },
  });

  test('that filters is spared small purchases, told of one that grows, and kept true of it', async () => {
    const app = await startApp({ without: ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'] });
    await app.flows().changeChat(owner, opsChat(app), filter(app, 1_500));
    const { customer } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    await app.settled();
    expect(app.cards()).toHaveLength(0);
    const upsell = app.world.stripe.pay({ amount: 999, currency: 'usd', customer });
    await app.settled();
    expect(app.cards()[0]?.text).toContain('19.98 USD');
    await app.flows().changeChat(owner, opsChat(app), filter(app, 90_000));
    app.world.stripe.refund({ charge: upsell.charge as string, amount: 999 });
    await app.settled();
    expect(app.cards()).toHaveLength(1);
    expect(app.cards()[0]?.text).toContain('9.99 of 19.98 USD');
  });

  test('in its quiet hours hears cards without a sound, and alerts with one', async () => {
    const app = await startApp();
    await app.flows().changeChat(owner, opsChat(app), { to: 'quiet', quiet: { from: '00:00', to: '23:59' } });
    await buy(app, 999);
    expect(app.cards()[0]).toMatchObject({ silent: true });
    await app.flows().changeChat(owner, opsChat(app), { to: 'quiet', quiet: null });
    app.clock.advance(hourMs);
    await buy(app, 1_999);
    expect(app.cards()[1]).toMatchObject({ silent: false });
  });

  test('that was switched off for cards still hears alerts; back to default it hears all', async () => {
    const app = await startApp();
    const toggled = await app.flows().changeChat(owner, opsChat(app), { to: 'toggle', stream: 'cards' });
    expect(toggled).toMatchObject({
      chat: { isSetUp: true, route: { streams: ['vip', 'notices', 'alerts', ...scheduledKinds] } },
    });
    await buy(app, 999);
    expect(app.cards()).toHaveLength(0);
    await app.flows().changeChat(owner, opsChat(app), { to: 'default' });
    await buy(app, 1_999);
    expect(app.cards()).toHaveLength(1);
  });

  test('topic gets its cards; when it is deleted the chat itself does, and is told once', async () => {
    const app = await startApp();
    const topic = `${opsChat(app)}:17`;
    await app.flows().changeChat(owner, opsChat(app), { to: 'toggle', stream: 'cards' });
    await app.flows().changeChat(owner, topic, { to: 'toggle', stream: 'cards' });
    await buy(app, 999);
    expect(app.cards()[0]).toMatchObject({ threadId: 17 });
    const description = 'Bad Request: message thread not found';
    const body = { ok: false, error_code: 400, description };
    app.world.telegram.faults.failWith({ status: 400, body }, { times: 1, match: 'sendMessage' });
    await buy(app, 1_999);
    await eventually(() =>
      expect(app.chat().filter((message) => message.text.includes('topic was deleted'))).toHaveLength(1),
    );
    expect(app.cards()).toHaveLength(2);
  });
});
