import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/checks.ts';
import { instantOf } from '../../../src/domain/time.ts';
import { examine, exitCodeOf } from '../../../src/flows/doctor/examine.ts';
import { saidText } from '../../../src/messages/checks.ts';
import { hasText, locales } from '../../../src/messages/text.ts';
import { SECRETS } from '../../../src/sandbox/world.ts';
import { proveAuditTail } from '../../../src/store/audit.ts';
import { listSchemaDrift, listUnknownMigrations } from '../../../src/store/schema-drift.ts';
import { type App, owner, startApp } from '../../support/app.ts';
import { contestOf } from '../../support/contests.ts';
import { newPostgresUrl } from '../../support/database-offer.ts';

const all = { offline: false, deep: true, missingFile: null };
const offline = { offline: true, deep: false, missingFile: null };

const nameOf = ({ name, about }: Finding) => (about === null ? name : `${name} (${about})`);
const found = (findings: readonly Finding[], name: string) => findings.filter((one) => one.name === name);

async function sold(app: App): Promise<void> {
  app.world.stripe.pay({ amount: 999, currency: 'usd', email: 'canary.person@example.com' });
  await app.settled();
}

describe('doctor in a configured world', () => {
  it('makes at least forty different checks; each that is not fine says what to do', async () => {
    const app = await startApp();
    await sold(app);
    await app.flows().createBackup(owner);
    const findings = await examine(app.running().deps, all);
    const names = findings.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(40);
    expect(findings.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(findings.filter(({ status, fix }) => (status === 'ok') !== (fix === null))).toEqual([]);
    expect(exitCodeOf(findings)).toBe(1);
  });

  it('names every check in the chat, in both languages', async () => {
    const app = await startApp();
    const names = new Set((await examine(app.running().deps, all)).map(({ name }) => name));
    const unnamed = locales.flatMap((locale) =>
      [...names].filter((name) => !hasText(locale, `doctor-check-${name.replaceAll(' ', '-')}`)),
    );
    expect(unnamed).toEqual([]);
  });

  it('looks at PostgreSQL too', async () => {
    const app = await startApp({ databaseUrl: await newPostgresUrl() });
    const findings = await examine(app.running().deps, { ...all, offline: true });
    expect(found(findings, 'engine')).toMatchObject([
      { status: 'ok', detail: { id: 'value', args: { text: expect.stringMatching(/^PostgreSQL 1\d/) } } },
    ]);
    expect(found(findings, 'schema drift')).toMatchObject([{ status: 'ok' }]);
    expect(found(findings, 'program')).toMatchObject([{ status: 'ok' }]);
    expect(found(findings, 'invariants')).toMatchObject([{ status: 'ok' }]);
    expect(found(findings, 'server')).toEqual([]);
  });

  it('says where the links of a shop or a contest would lead nobody, and what to set', async () => {
    const app = await startApp();
    const links = async () => found(await examine(app.running().deps, offline), 'links');
    expect(await links()).toMatchObject([{ status: 'ok', detail: { id: 'none' } }]);
    await app.flows().createContest(owner, contestOf(instantOf(app.clock.nowMs())));
    const [given] = await links();
    expect(given).toMatchObject({ status: 'warn', detail: { args: { text: expect.stringContaining('127.0.0.1') } } });
    expect(given?.fix && saidText('en', given.fix)).toContain('PUBLIC_URL');
    await app.restart({ PUBLIC_URL: 'https://pay.example.com' });
    expect(await links()).toMatchObject([{ status: 'ok', detail: { args: { text: 'https://pay.example.com' } } }]);
    await app.restart({ HOST: '0.0.0.0' });
    expect(await links()).toMatchObject([{ status: 'warn', detail: { args: { text: 'http://0.0.0.0:0' } } }]);
  });

  it('sees what somebody took out of the database, and a program older than it', async () => {
    const app = await startApp();
    const { store } = app.running().deps;
    await sql`drop index deliveries_waiting_once`.execute(store.writer);
    await sql`drop trigger audit_no_update`.execute(store.writer);
    await sql`drop trigger audit_no_delete`.execute(store.writer);
    await sql`insert into kysely_migration (name, timestamp) values ('0999_later', '2027')`.execute(store.writer);
    expect(await listSchemaDrift(store)).toEqual(['guard of audit', 'index deliveries_waiting_once']);
    expect(await listUnknownMigrations(store)).toEqual(['0999_later']);
  });

  it('sees a changed audit row, in the newest rows and in the whole chain', async () => {
    const app = await startApp();
    for (const reason of ['one', 'two', 'three']) {
      await app.flows().stop(owner, reason);
      await app.flows().resume(owner, 'drain');
    }
    const { store } = app.running().deps;
    expect(await proveAuditTail(store.reader, 3)).toMatchObject({ rows: 3, brokenAt: null });
    expect(await proveAuditTail(store.reader, 1_000)).toMatchObject({ rows: 6, brokenAt: null });
    await sql`drop trigger audit_no_update`.execute(store.writer);
    await store.writer.updateTable('audit').set({ detail: 'changed' }).where('seq', '=', 5).execute();
    expect(await proveAuditTail(store.reader, 3)).toMatchObject({ brokenAt: 5 });
    expect(await proveAuditTail(store.reader, 1_000)).toMatchObject({ brokenAt: 5 });
  });

  it('changes nothing: the same rows, the same files', async () => {
    const app = await startApp();
    await sold(app);
    await app.stop();
    const look = () =>
      readdirSync(app.dataDir, { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => [
          name,
          name.endsWith('backups')
            ? ''
            : createHash('sha256')
                .update(readFileSync(path.join(app.dataDir, name)))
                .digest('hex'),
        ]);
    const before = look();
    const { compose, readConfig } = await import('../../../src/compose.ts');
    const env = { ...app.world.env, DATA_DIR: app.dataDir, LOG_LEVEL: 'silent' };
    const composed = await compose(readConfig(env).config, { clock: app.clock, signal: new AbortController().signal });
    const findings = await examine(composed.deps, all);
    await composed.close();
    expect(found(findings, 'server')).toMatchObject([{ status: 'warn', detail: { id: 'server-none' } }]);
    expect(look()).toEqual(before);
  });

  it('tells no secret and no person', async () => {
    const app = await startApp({ env: { API_TOKENS: 'grafana|read:ops|pot_canary' } });
    await sold(app);
    const text = JSON.stringify(await examine(app.running().deps, all));
    for (const secret of [...Object.values(SECRETS).flat(), 'pot_canary', 'canary.person'])
      expect(text).not.toContain(secret);
    expect(text).toContain('grafana');
  });

  it('without the right to see the status, says nothing', async () => {
    const app = await startApp();
    const refused = await app.flows().examine({ kind: 'token', name: 't', scopes: ['read:reports'] }, offline);
    expect(refused).toEqual({ ok: false, reason: 'forbidden' });
  });

  it('sees who serves the folder, a stop, a loose folder and a short token', async () => {
    const app = await startApp({ env: { API_TOKENS: 'grafana|read:ops|pot_canary' } });
    await app.flows().stop(owner, null);
    chmodSync(app.dataDir, 0o755);
    const findings = await examine(app.running().deps, offline);
    expect(found(findings, 'server')).toMatchObject([{ status: 'ok', detail: { args: { pid: process.pid } } }]);
    expect(found(findings, 'stop')).toMatchObject([{ status: 'fail' }]);
    expect(found(findings, 'stop file')).toMatchObject([{ status: 'warn' }]);
    expect(found(findings, 'folder rights')).toMatchObject([{ status: 'warn' }]);
    expect(found(findings, 'file rights')).toMatchObject([{ status: 'warn' }]);
    expect(found(findings, 'short api tokens')).toMatchObject([
      { status: 'fail', detail: { args: { text: 'grafana' } } },
    ]);
    expect(found(findings, 'answers')).toEqual([]);
  });
});
