import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quicknet, roundUrl, timeOfRound } from '../../src/domain/contests/drand.ts';
import { verifyDraw } from '../../src/domain/contests/draw.ts';
import { dayMs, instantOf, minuteMs, msOf } from '../../src/domain/time.ts';
import { isBeaconSigned } from '../../src/lib/beacon-signature.ts';
import { hmacNumber, sha256, sha256OfHex } from '../../src/lib/hash.ts';
import { type DrandStandIn, startDrandStandIn } from '../../src/sandbox/drand/stand-in.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { contestOf, pay, soldOf } from '../support/contests.ts';
import { eventually } from '../support/eventually.ts';

const round = 20_000_000;
const isSigned = (key: string) => (of: number, signature: string) => isBeaconSigned(key, of, signature);

describe('the stand-in of drand', () => {
  const clock = { nowMs: () => msOf(timeOfRound(round)) };
  let drand: DrandStandIn;
  beforeEach(async () => {
    drand = await startDrandStandIn({ clock });
  });
  afterEach(() => drand.close());
  const ask = (path: string) => fetch(`${drand.url}/${quicknet.chain}/${path}`);

  it('answers a round whose time has come, signed with its own key and not with the network’s', async () => {
    const reply = await fetch(roundUrl(round, drand));
    expect(reply.headers.get('cache-control')).toContain('immutable');
    const beacon = (await reply.json()) as { round: number; randomness: string; signature: string };
    expect(beacon.round).toBe(round);
    expect(sha256OfHex(beacon.signature)).toBe(beacon.randomness);
    expect(isSigned(drand.publicKey)(round, beacon.signature)).toBe(true);
    expect(isSigned(drand.publicKey)(round + 1, beacon.signature)).toBe(false);
    expect(isSigned(quicknet.publicKey)(round, beacon.signature)).toBe(false);
    expect(await (await ask('public/latest')).json()).toEqual(beacon);
  });

  it('has no round to come, and says for how long', async () => {
    const reply = await ask(`public/${round + 2}`);
    expect([reply.status, await reply.text()]).toEqual([404, '']);
    expect(reply.headers.get('cache-control')).toBe('public, must-revalidate, max-age=6');
    expect((await ask(`public/${round + 1}`)).status).toBe(404);
  });

  it('tells of its network, and knows no other', async () => {
    const { publicKey: public_key, chain: hash, periodSeconds: period, genesisSeconds: genesis_time } = quicknet;
    const told = { hash, period, genesis_time, public_key: drand.publicKey };
    expect(await (await ask('info')).json()).toMatchObject(told);
    expect(told.public_key).not.toBe(public_key);
    expect((await fetch(`${drand.url}/${'0'.repeat(64)}/public/1`)).status).toBe(404);
    expect((await ask('public/soon')).status).toBe(400);
  });
});

type Answer = Readonly<{ status: number; body: Record<string, unknown> }>;

async function askAs(app: App, token: string, path: string, body?: object): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const given = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  const reply = await fetch(`${app.url()}${path}`, { headers, ...given });
  return { status: reply.status, body: (await reply.json()) as Answer['body'] };
}

it('a contest of the world is drawn end to end over HTTP, and proves itself by what anybody can fetch', async () => {
  const app = await startApp();
  const now = instantOf(app.clock.nowMs());
  await app.flows().createContest(owner, contestOf(now));
  for (let n = 1; n <= 5; n++) await pay(app.running().deps, soldOf(n, String(100 + n), now, { planTickets: n }));
  const made = await app.flows().createToken(owner, 'draw', ['read:ops', 'admin']);
  const token = made.ok ? made.token : '';
  app.clock.advance(13 * dayMs + minuteMs);
  const found = async () => {
    await app.flows().tendContests();
    const { items } = (await askAs(app, token, '/v1/admin/contests')).body as { items: { roundUrl: string | null }[] };
    return items[0]?.roundUrl ?? '';
  };
  await eventually(async () => expect(await found()).toContain(app.world.drand.url));
  const url = await found();
  expect((await fetch(url)).status).toBe(404);

  app.clock.advance(msOf(timeOfRound(Number(url.split('/').at(-1)))) - app.clock.nowMs());
  const beacon = (await (await fetch(url)).json()) as object;
  const drawn = await askAs(app, token, '/v1/admin/contests/autumn/draw', beacon);
  expect(drawn).toMatchObject({ status: 200, body: { winners: [{ place: 1 }, { place: 2 }] } });
  expect(await askAs(app, token, '/v1/admin/contests/autumn/announce', {})).toMatchObject({ status: 200 });

  const page = (name: string) => fetch(`${app.url()}/contests/autumn/${name}`);
  const proof = (await (await page('proof.json')).json()) as Parameters<typeof verifyDraw>[0];
  const entries = await (await page('entries.txt')).text();
  const hashes = { sha256, hmacNumber, sha256OfHex, isSigned: isSigned(app.world.drand.publicKey) };
  expect(verifyDraw(proof, entries, hashes)).toBeNull();
  expect(verifyDraw(proof, entries, { ...hashes, isSigned: isSigned(quicknet.publicKey) })).toBe('beacon');
});
