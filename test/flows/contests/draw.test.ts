import { describe, expect, it } from 'vitest';
import { quicknet } from '../../../src/domain/contests/drand.ts';
import { verifyDraw } from '../../../src/domain/contests/draw.ts';
import { dayMs, hourMs, instantOf, minuteMs } from '../../../src/domain/time.ts';
import { entrantId } from '../../../src/flows/contests/entrant-id.ts';
import { isBeaconSigned } from '../../../src/lib/beacon-signature.ts';
import { hmacNumber, sha256, sha256OfHex } from '../../../src/lib/hash.ts';
import { beaconOf, publicKey } from '../../../src/sandbox/drand/network.ts';
import { OWNER } from '../../../src/sandbox/world.ts';
import { owner } from '../../support/app.ts';
import { drawn as shown } from '../../support/bot-app.ts';
import { moneyBack, soldOf } from '../../support/contests.ts';
import { depsOf, drawOf, now, promisedIn, published, waitForRound, withSales } from '../../support/draws.ts';
import { eventually } from '../../support/eventually.ts';

const isSigned = (round: number, signature: string) => isBeaconSigned(publicKey, round, signature);
const hashes = { sha256, hmacNumber, sha256OfHex, isSigned };

describe('a draw', () => {
  it('is bound when the contest opens: the hash of a secret seed and a round of the future are public', async () => {
    const app = await withSales(1);
    const state = await drawOf(app);
    await app.settled();
    const told = app.chat().map(({ text }) => text);
    expect(told.some((text) => text.includes(state.seedHash) && text.includes(state.outsideRule))).toBe(true);
    const row = await app.db().selectFrom('contests').selectAll().executeTakeFirstOrThrow();
    expect(sha256(row.seed)).toBe(state.seedHash);
    expect(JSON.stringify([told, state])).not.toContain(row.seed);
  });

  it('freezes after the hold, publishes, draws with the promised round, and proves itself by the files alone', async () => {
    const app = await withSales();
    await moneyBack(depsOf(app), soldOf(3, '103', now(app)), { isTakenBack: true, reason: 'REFUND', cause: 're_3' });
    const round = await published(app);
    const open = await app.flows().publicDraw('autumn');
    expect(open?.proof).toBeNull();
    const lines = (open?.file ?? '').split('\n').slice(1, -1);
    expect(lines).toHaveLength(11);
    expect(lines.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0)).toBe(78 - 3);
    const entriesTold = app.chat().find(({ text }) => text.includes(open?.entriesHash ?? 'none'));
    expect(entriesTold?.text).toMatch(/\/contests\/autumn\/entries\.txt/);

    expect(await app.flows().drawContest(owner, 'autumn', beaconOf(round + 1))).toMatchObject({
      reason: 'another_round',
    });
    const forged = { ...beaconOf(round), randomness: sha256('chosen') };
    expect(await app.flows().drawContest(owner, 'autumn', forged)).toMatchObject({ reason: 'not_its_hash' });
    expect(await app.flows().drawContest(owner, 'autumn', beaconOf(round))).toMatchObject({ reason: 'too_early' });
    waitForRound(app, round);
    const { signature } = beaconOf(round + 1);
    const ofAnother = { round, signature, randomness: sha256OfHex(signature) };
    expect(await app.flows().drawContest(owner, 'autumn', ofAnother)).toMatchObject({ reason: 'not_signed' });
    expect((await drawOf(app)).draw?.state).toBe('published');
    const drawn = await app.flows().drawContest(owner, 'autumn', beaconOf(round));
    if (!drawn.ok || !('draw' in drawn)) throw new Error(JSON.stringify(drawn));
    expect((await app.flows().publicDraw('autumn'))?.proof).toBeNull();
    expect(drawn.draw.winners.map(({ place }) => place)).toEqual([1, 2]);

    await app.flows().announceDraw(owner, 'autumn');
    const proof = (await app.flows().publicDraw('autumn'))?.proof;
    if (!proof) throw new Error('no proof');
    expect(verifyDraw(proof, open?.file ?? '', hashes)).toBeNull();
    const { entrant_key: key } = await app.db().selectFrom('contests').selectAll().executeTakeFirstOrThrow();
    const [first] = drawn.draw.winners;
    expect(proof.winners[0]?.id).toBe(entrantId(key, first?.telegramId ?? ''));
    const own = await app.flows().verifyDraw(first?.telegramId ?? '', 'autumn');
    expect(own).toMatchObject({ ok: true, fault: null, place: 1, ownId: proof.winners[0]?.id });
    expect(own).toMatchObject({
      urls: {
        entries: expect.stringMatching(/\/contests\/autumn\/entries\.txt$/),
        proof: expect.stringMatching(/\/contests\/autumn\/proof\.json$/),
        round: `${app.world.drand.url}/${quicknet.chain}/public/${round}`,
      },
    });
    const reply = await fetch(`${app.url()}/contests/autumn/entries.txt`);
    expect(await reply.text()).toBe(open?.file);
    app.world.telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text: '/verify' });
    await eventually(() => {
      const said = app.world.telegram.messages(OWNER.id).map(shown).join();
      expect(said).toContain(`${app.world.drand.url}/${quicknet.chain}/public/${round}`);
      expect(said).toContain('/contests/autumn/entries.txt');
    });
    await app.settled();
    const winnersTold = app.chat().find(({ text }) => text.includes(proof.seed))?.text;
    expect(winnersTold).toContain(proof.winners[0]?.id ?? '-');
    expect(winnersTold).toMatch(/\/contests\/autumn\/proof\.json/);
    expect(await app.flows().undoDraw(owner, 'autumn')).toMatchObject({ reason: 'invalid' });
  });

  it('has its entries for everybody as soon as somebody was told of them', async () => {
    const app = await withSales(2);
    app.clock.advance(13 * dayMs + minuteMs);
    expect(await app.flows().publicDraw('autumn')).toBeNull();
    await app.flows().tendContests();
    await app.settled();
    const told = app.chat().find(({ text }) => text.includes('the entries are final'))?.text ?? '';
    expect((await app.flows().publicDraw('autumn'))?.file).toContain('payops entries 1 autumn 2');
    expect(told).toContain((await drawOf(app)).draw?.entriesHash);
  });

  it('takes a later round where its entries were not public an hour before the promised one', async () => {
    const app = await withSales(3);
    await app.flows().stop(owner, 'a test');
    app.clock.advance(12 * dayMs);
    await app.flows().tendContests();
    expect((await drawOf(app)).draw).toBeNull();
    app.clock.advance(dayMs + 23.5 * hourMs);
    await app.flows().tendContests();
    expect((await drawOf(app)).draw?.state).toBe('frozen');
    await app.flows().resume(owner, 'drain');
    await eventually(async () => {
      await app.flows().tendContests();
      expect((await drawOf(app)).draw?.state).toBe('published');
    });
    const promised = promisedIn((await drawOf(app)).outsideRule);
    waitForRound(app, promised);
    expect(await app.flows().drawContest(owner, 'autumn', beaconOf(promised))).toMatchObject({
      reason: 'another_round',
    });
    waitForRound(app, promised + 28_800);
    expect(await app.flows().drawContest(owner, 'autumn', beaconOf(promised + 28_800))).toMatchObject({ ok: true });
  });

  it('is undone before anybody was told, by two people, and leaves a record', async () => {
    const app = await withSales(4);
    const round = await published(app);
    waitForRound(app, round);
    await app.flows().drawContest(owner, 'autumn', beaconOf(round));
    await app.flows().grantRole(owner, { telegramId: '77', role: 'admin', name: 'Anna' });
    const asked = await app.flows().undoDraw(owner, 'autumn');
    expect(asked).toMatchObject({ reason: 'needs_approval' });
    expect((await drawOf(app)).draw?.state).toBe('drawn');
    const anna = { kind: 'operator', telegramId: '77', role: 'admin', name: 'Anna' } as const;
    await app.flows().decideApproval(anna, asked.ok ? '' : (asked.approvalId ?? ''), true);
    expect((await drawOf(app)).draw).toMatchObject({ state: 'published', proof: null, winners: [] });
    expect(await app.db().selectFrom('audit').selectAll().where('action', '=', 'undo_draw').execute()).not.toEqual([]);
  });

  it('is of nobody where nobody has tickets', async () => {
    const app = await withSales(0);
    const round = await published(app);
    waitForRound(app, round);
    const { signature } = beaconOf(round + 1);
    const ofAnother = { round, signature, randomness: sha256OfHex(signature) };
    expect(await app.flows().drawContest(owner, 'autumn', ofAnother)).toMatchObject({ reason: 'not_signed' });
    expect((await drawOf(app)).draw?.state).toBe('published');
    const drawn = await app.flows().drawContest(owner, 'autumn', beaconOf(round));
    expect(drawn).toMatchObject({ ok: true, draw: { winners: [], proof: { winners: [] } } });
  });
});

describe('what was promised', () => {
  it('cannot be changed once the contest has begun; its words can', async () => {
    const app = await withSales(1);
    const { contest } = await drawOf(app);
    const change = (to: Partial<typeof contest>) => app.flows().changeContest(owner, { ...contest, ...to });
    expect(await change({ endsAt: instantOf(app.clock.nowMs() + dayMs) })).toMatchObject({ reason: 'invalid' });
    expect(await change({ prizes: [] })).toMatchObject({ reason: 'invalid' });
    expect(await change({ title: { ru: 'Новое имя', en: 'A new name' } })).toMatchObject({ ok: true });
  });
});
