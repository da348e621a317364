import type { Clock } from '../../lib/clock.ts';
import { type LoopbackServer, startLoopbackServer } from '../server.ts';
import { jsonReply, type WireReply, type WireRequest } from '../wire.ts';
import { beaconOf, chain, info, publicKey, roundAt, secondsUntil } from './network.ts';

/** `publicKey` signs its rounds; payops has to be told of it, as it believes drand's alone. */
export type DrandStandIn = LoopbackServer & Readonly<{ publicKey: string }>;
export type DrandOptions = { clock: Clock; port?: number };

const forEver = { 'cache-control': 'public, max-age=604800, immutable' } as const;
const nothing = (status: number, headers: Readonly<Record<string, string>> = {}): WireReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: '',
});

/** A round to come is not there yet, and the caches are told for how long. */
function publicRound(word: string, nowMs: number): WireReply {
  if (word === 'latest') return jsonReply(200, beaconOf(roundAt(nowMs)));
  const round = Number(word);
  if (!/^\d{1,15}$/.test(word)) return nothing(400);
  // As with drand, 0 is another word for the latest.
  if (round === 0) return jsonReply(200, beaconOf(roundAt(nowMs)));
  const seconds = Math.ceil(secondsUntil(round, nowMs));
  if (seconds > 0) return nothing(404, { 'cache-control': `public, must-revalidate, max-age=${seconds}` });
  return jsonReply(200, beaconOf(round), forEver);
}

function answer({ method, path }: WireRequest, nowMs: number): WireReply {
  if (method !== 'GET') return nothing(405);
  if (path === '/chains') return jsonReply(200, [chain]);
  const [, hash, what, word] = /^\/([0-9a-f]+)\/(info|public)(?:\/([^/]+))?$/.exec(path) ?? [];
  if (hash !== chain) return nothing(404);
  if (what === 'info') return word === undefined ? jsonReply(200, info, forEver) : nothing(404);
  return word === undefined ? nothing(404) : publicRound(word, nowMs);
}

/** drand's HTTP API for the network quicknet, by the world's clock: its rounds, signed with the sandbox's key. */
export async function startDrandStandIn({ clock, port }: DrandOptions): Promise<DrandStandIn> {
  const standIn = {
    decode: ({ method, path }: WireRequest) => ({ name: `${method} ${path}`, body: null }),
    handle: (request: WireRequest) => answer(request, clock.nowMs()),
    control: {},
  };
  return { ...(await startLoopbackServer(standIn, clock, port)), publicKey };
}
