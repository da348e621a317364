import { describe, expect, it } from 'vitest';
import type { Actor, Role } from '../../src/domain/permissions.ts';
import { type App, owner, startApp } from '../support/app.ts';

const noOwner = { OWNER_TELEGRAM_IDS: '' };
const anna = { telegramId: '9501', name: 'Anna' };
const boris = { telegramId: '9502', name: 'Boris' };
const minutes = 60_000;
const as = (role: Role, telegramId = '77'): Actor => ({ kind: 'operator', role, telegramId, name: 'Somebody' });

async function invited(app: App, role: Role): Promise<string> {
  const made = await app.flows().createInvite(owner, role);
  if (!made.ok) throw new Error(made.reason);
  return made.code;
}

async function audited(app: App, action: string): Promise<readonly unknown[]> {
  return app.db().selectFrom('audit').selectAll().where('action', '=', action).execute();
}

describe('an invitation', () => {
  it('makes the first who takes it what it says, once, and the inviter is told', async () => {
    const app = await startApp();
    const code = await invited(app, 'operator');
    const both = await Promise.all([app.flows().takeCode(anna, code), app.flows().takeCode(boris, code)]);
    expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    const roles = await Promise.all([anna, boris].map(({ telegramId }) => app.flows().findRole(telegramId)));
    expect(roles.toSorted()).toEqual(['operator', null].toSorted());
    expect(await app.deliveries({ kind: 'notice' })).toMatchObject([
      { destination: 'telegram', address: String((owner as { telegramId: string }).telegramId) },
    ]);
  });

  it('ends after ten minutes, and when it is revoked', async () => {
    const app = await startApp();
    const [old, revoked] = [await invited(app, 'analyst'), await invited(app, 'analyst')];
    const listed = await app.flows().listInvites(owner);
    if (!listed.ok) throw new Error(listed.reason);
    expect(listed.invites).toHaveLength(2);
    await app.flows().revokeInvite(owner, listed.invites[1]?.id ?? '');
    expect(await app.flows().takeCode(anna, revoked)).toMatchObject({ ok: false, reason: 'expired' });
    app.clock.advance(10 * minutes);
    expect(await app.flows().takeCode(anna, old)).toMatchObject({ ok: false, reason: 'expired' });
    expect(await app.flows().findRole(anna.telegramId)).toBeNull();
    expect(await audited(app, 'code_refused')).toHaveLength(2);
  });

  it('keeps only the hash of its code', async () => {
    const app = await startApp();
    const code = await invited(app, 'analyst');
    const rows = await app.db().selectFrom('invites').selectAll().execute();
    expect(JSON.stringify([rows, await audited(app, 'manage_roles')])).not.toContain(code.slice(4));
  });

  it('of somebody who has lost the right to invite is worth nothing', async () => {
    const app = await startApp();
    await app.flows().grantRole(owner, { telegramId: '77', role: 'owner', name: 'Second' });
    const made = await app.flows().createInvite(as('owner'), 'admin');
    await app.flows().removeRole(owner, '77');
    expect(await app.flows().takeCode(anna, made.ok ? made.code : '')).toMatchObject({ ok: false });
  });

  it('lowers nobody and is not used up by who needs it not', async () => {
    const app = await startApp();
    await app.flows().grantRole(owner, { ...anna, role: 'admin' });
    const code = await invited(app, 'analyst');
    expect(await app.flows().takeCode(anna, code)).toMatchObject({ ok: false, reason: 'invalid' });
    expect(await app.flows().takeCode(boris, code)).toMatchObject({ ok: true, role: 'analyst' });
  });

  it('is made by owners only, and never for an owner', async () => {
    const app = await startApp();
    expect(await app.flows().createInvite(as('admin'), 'operator')).toMatchObject({ reason: 'forbidden' });
    expect(await app.flows().createInvite(owner, 'owner')).toMatchObject({ reason: 'invalid' });
  });
});

describe('wrong codes', () => {
  it('are counted per person: after five the right one is refused, too, for an hour', async () => {
    const app = await startApp();
    const code = await invited(app, 'analyst');
    for (let i = 0; i < 5; i++) await app.flows().takeCode(anna, `inv_guess${i}`);
    expect(await app.flows().takeCode(anna, code)).toMatchObject({ ok: false, reason: 'busy' });
    expect(await audited(app, 'code_refused')).toHaveLength(5);
    expect(await app.flows().takeCode(boris, code)).toMatchObject({ ok: true });
  });
});

describe('the first owner', () => {
  it('is who sends the code from the console, once, and nobody after', async () => {
    const app = await startApp({ env: noOwner });
    const offered = await app.flows().offerFirstOwner();
    expect(await app.flows().takeCode(anna, offered?.code ?? '')).toMatchObject({ ok: true, role: 'owner' });
    expect(await app.flows().takeCode(boris, offered?.code ?? '')).toMatchObject({ ok: false });
    expect(await app.flows().offerFirstOwner()).toBeNull();
  });

  it('is not made by an older code, nor after a day', async () => {
    const app = await startApp({ env: noOwner });
    const older = await app.flows().offerFirstOwner();
    const newer = await app.flows().offerFirstOwner();
    expect(await app.flows().takeCode(anna, older?.code ?? '')).toMatchObject({ ok: false });
    app.clock.advance(24 * 60 * minutes);
    expect(await app.flows().takeCode(anna, newer?.code ?? '')).toMatchObject({ ok: false });
  });

  it('of the environment needs no code; the host may still invite one', async () => {
    const app = await startApp();
    expect(await app.flows().offerFirstOwner()).toBeNull();
    const made = await app.flows().inviteOwner({ kind: 'cli' });
    expect(await app.flows().inviteOwner(owner)).toMatchObject({ reason: 'forbidden' });
    expect(await app.flows().takeCode(anna, made.ok ? made.code : '')).toMatchObject({ ok: true, role: 'owner' });
  });
});

describe('roles', () => {
  it('the last owner is neither lowered nor removed, another may be', async () => {
    const app = await startApp({ env: noOwner });
    const cli: Actor = { kind: 'cli' };
    await app.flows().grantRole(cli, { ...anna, role: 'owner' });
    expect(await app.flows().grantRole(cli, { ...anna, role: 'admin' })).toMatchObject({ reason: 'last_owner' });
    expect(await app.flows().removeRole(cli, anna.telegramId)).toMatchObject({ reason: 'last_owner' });
    await app.flows().grantRole(cli, { ...boris, role: 'owner' });
    expect(await app.flows().removeRole(cli, anna.telegramId)).toEqual({ ok: true });
  });

  it('owners of the environment are listed apart and cannot be removed', async () => {
    const app = await startApp();
    const listed = await app.flows().listRoles(owner);
    const id = listed.ok ? (listed.environmentOwners[0] ?? '') : '';
    expect(await app.flows().removeRole(owner, id)).toMatchObject({ reason: 'not_found' });
    expect(await app.flows().findRole(id)).toBe('owner');
  });
});
