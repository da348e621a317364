import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/checks.ts';
import { examine, exitCodeOf } from '../../../src/flows/doctor/examine.ts';
import { SECRETS } from '../../../src/sandbox/world.ts';
import { type App, owner, startApp } from '../../support/app.ts';

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
    expect(found(findings, 'server')).toMatchObject([{ status: 'warn', detail: 'no process serves this folder' }]);
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
    expect(found(findings, 'server')).toMatchObject([
      { status: 'ok', detail: expect.stringContaining(`${process.pid}`) },
    ]);
    expect(found(findings, 'stop')).toMatchObject([{ status: 'fail' }]);
    expect(found(findings, 'stop file')).toMatchObject([{ status: 'warn' }]);
    expect(found(findings, 'folder rights')).toMatchObject([{ status: 'warn' }]);
    expect(found(findings, 'file rights')).toMatchObject([{ status: 'warn' }]);
    expect(found(findings, 'short api tokens')).toMatchObject([{ status: 'fail', detail: 'grafana' }]);
    expect(found(findings, 'answers')).toEqual([]);
  });
});
