import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Backup } from '../../src/domain/backups.ts';
import type { Actor } from '../../src/domain/permissions.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { payops } from '../support/command-line.ts';
import { newPostgresUrl } from '../support/database-offer.ts';

const operator: Actor = { kind: 'operator', telegramId: '502', role: 'operator', name: 'Omar' };

async function backUp(app: App): Promise<Backup> {
  const made = await app.flows().createBackup(owner);
  if (!made.ok) throw new Error(made.reason);
  return made.backup;
}

function folderOf({ dataDir }: App): string {
  return path.join(dataDir, 'backups');
}

function command(app: App, ...words: string[]) {
  return payops({ ...app.world.env, DATA_DIR: app.dataDir }, ...words);
}

async function customersIn(app: App): Promise<readonly string[]> {
  const rows = await app.db().selectFrom('customers').select('key').where('merged_into', 'is', null).execute();
  return rows.map(({ key }) => key).toSorted();
}

describe('a backup', () => {
  it('is made while payments come in, and holds a whole moment of them', async () => {
    const app = await startApp({ without: ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'] });
    for (let n = 0; n < 30; n++) app.world.stripe.pay({ amount: 100 + n, currency: 'usd' });
    const during = backUp(app);
    for (let n = 0; n < 30; n++) app.world.stripe.pay({ amount: 200 + n, currency: 'usd' });
    const backup = await during;
    await app.settled();
    const { rows, schema, problem } = backup;
    expect(problem).toBeNull();
    expect(schema).toMatch(/^\d{4}_/);
    expect(rows['payments']).toBe(rows['purchases']);
    expect(readdirSync(folderOf(app)).toSorted()).toEqual([backup.name, `${backup.name}.json`]);
    expect(await app.db().selectFrom('payments').select('id').execute()).toHaveLength(60);
    expect(await app.flows().checkBackup(owner, null)).toMatchObject({ ok: true, backup: { problem: null } });
  });

  it.each(['a flipped byte', 'a cut end', 'a file that is gone'])('that has %s is found out and told', async (harm) => {
    const app = await startApp();
    const backup = await backUp(app);
    const file = path.join(folderOf(app), backup.name);
    const bytes = readFileSync(file);
    if (harm === 'a flipped byte') writeFileSync(file, bytes.with(bytes.length - 1, 1 ^ (bytes.at(-1) ?? 0)));
    else if (harm === 'a cut end') writeFileSync(file, bytes.subarray(0, bytes.length - 4_096));
    else rmSync(file);
    const checked = await app.flows().checkBackup(owner, backup.name);
    expect(checked).toMatchObject({ ok: true, backup: { problem: expect.any(String) } });
    expect((await command(app, 'backup', 'verify')).code).toBe(1);
    const examined = await command(app, 'doctor', '--offline', '--json');
    const { findings } = JSON.parse(examined.out) as { findings: { name: string; status: string }[] };
    expect(findings.find(({ name }) => name === 'backup')).toMatchObject({ status: 'warn' });
  });

  it('is for owners', async () => {
    const app = await startApp();
    expect(await app.flows().createBackup(operator)).toEqual({ ok: false, reason: 'forbidden' });
    expect(await app.flows().backups(operator)).toEqual({ ok: false, reason: 'forbidden' });
    expect(existsSync(folderOf(app))).toBe(false);
  });

  it('of PostgreSQL is made by its own tools, which are named', async () => {
    const env = { TELEGRAM_BOT_TOKEN: '1:abc', DATABASE_URL: await newPostgresUrl() };
    expect((await payops(env, 'migrate', 'up')).code).toBe(0);
    const { code, err } = await payops(env, 'backup', 'create');
    expect([code, err]).toEqual([2, expect.stringContaining('pg_dump')]);
    expect((await payops(env, 'backup', 'restore', 'any')).code).toBe(2);
  });
});

describe('a restore', () => {
  it('tells nothing old again, catches up to everything, and the sheet is exact', async () => {
    const app = await startApp();
    await app.sweep();
    const { world } = app;
    const kept = world.stripe.pay({ amount: 1_000, currency: 'usd' });
    await app.settled();
    await app.flows().createToken(owner, 'grafana', ['read:metrics']);
    // Owed at the moment of the backup, told right after it.
    world.slack.faults.failWith({ status: 503 });
    const release = world.telegram.faults.hold('sendMessage', 'before');
    world.stripe.pay({ amount: 2_000, currency: 'usd' });
    await world.stripe.webhooks.settled();
    const backup = await backUp(app);
    release();
    world.slack.faults.clear();
    const later = [3_000, 4_000, 5_000].map((amount) => world.stripe.pay({ amount, currency: 'usd' }));
    world.stripe.pay({ amount: 1_500, currency: 'usd', customer: kept.customer });
    world.stripe.refund({ charge: later[0]?.charge as string });
    await app.settled();
    const before = {
      chat: app.cards().length,
      slack: app.slack().length,
      sheet: app.sheet(),
      customers: await customersIn(app),
    };
    await app.stop();
    world.stripe.webhooks.drop(1);
    world.stripe.pay({ amount: 6_000, currency: 'usd' });

    const restored = await command(app, 'backup', 'restore', backup.name, '--json');
    expect(restored).toMatchObject({ code: 0, err: '' });
    await app.restart();
    expect(await customersIn(app)).toHaveLength(2);
    await app.sweep();
    await app.settled();

    expect(app.cards()).toHaveLength(before.chat);
    expect(app.slack()).toHaveLength(before.slack + 1);
    const others = (rows: typeof before.sheet) => rows.filter((row) => row['Total Amount'] !== 60);
    expect(others(app.sheet())).toEqual(before.sheet);
    expect(app.sheet()).toHaveLength(before.sheet.length + 1);
    expect(await customersIn(app)).toEqual(expect.arrayContaining([...before.customers]));
    expect(app.chat().at(-1)?.text).toContain('Restored from a backup');
    const aside = (JSON.parse(restored.out) as { aside: string }).aside;
    expect(readdirSync(aside)).toContain('payops.db');
    const proof = await command(app, 'audit', 'verify', '--json');
    expect(JSON.parse(proof.out)).toMatchObject({ rows: 2, brokenAt: null });

    world.stripe.webhooks.drop(0);
    world.stripe.pay({ amount: 7_000, currency: 'usd' });
    await app.settled();
    expect(app.cards()).toHaveLength(before.chat + 1);
  });

  it('is refused while a server owns the folder, and where the backup is broken: nothing changes', async () => {
    const app = await startApp();
    const backup = await backUp(app);
    const refused = await command(app, 'backup', 'restore', backup.name);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(String(process.pid)) });
    await app.stop();
    const database = path.join(app.dataDir, 'payops.db');
    const bytes = readFileSync(database);
    writeFileSync(path.join(folderOf(app), backup.name), 'nonsense');
    expect(await command(app, 'backup', 'restore', backup.name)).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot be relied on'),
    });
    expect(readFileSync(database).equals(bytes)).toBe(true);
  });

  it('brings back a database that is broken or gone', async () => {
    const app = await startApp();
    app.world.stripe.pay({ amount: 1_000, currency: 'usd' });
    await app.settled();
    const backup = await backUp(app);
    await app.stop();
    writeFileSync(path.join(app.dataDir, 'payops.db'), 'this is no database');
    expect(await command(app, 'backup', 'restore', backup.name)).toMatchObject({ code: 0, err: '' });
    await app.restart();
    expect(await customersIn(app)).toHaveLength(1);
  });
});
