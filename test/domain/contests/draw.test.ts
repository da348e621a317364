import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstRoundFrom, outsideRule } from '../../../src/domain/contests/drand.ts';
import {
  checksumOf,
  type DrawProof,
  draw,
  drawWinners,
  entriesFile,
  readEntries,
  verifyDraw,
} from '../../../src/domain/contests/draw.ts';
import { dayMs, hourMs, instantOf, plusMs } from '../../../src/domain/time.ts';
import { hmacNumber, sha256, sha256OfHex } from '../../../src/lib/hash.ts';
import { scaledRuns } from '../../support/scale.ts';

/** The network of this test signs a round by its number. */
const signatureOf = (round: number) => sha256(`round ${round}`);
const isSigned = (round: number, signature: string) => signature === signatureOf(round);
const hashes = { sha256, hmacNumber, sha256OfHex, isSigned };
const publishedAt = instantOf(Date.UTC(2026, 11, 1, 12));
const promised = firstRoundFrom(plusMs(publishedAt, dayMs));
const valueAt = (round: number) => ({ value: sha256OfHex(signatureOf(round)), signature: signatureOf(round) });
const outside = { rule: outsideRule(promised), publishedAt, round: promised, ...valueAt(promised) };
const entrant = fc.record({ id: fc.stringMatching(/^[0-9a-z]{1,12}$/), tickets: fc.integer({ min: 1, max: 1_000 }) });
const entrants = fc.uniqueArray(entrant, { selector: ({ id }) => id, minLength: 1, maxLength: 30 });

describe('a draw', () => {
  it('gives nobody two places, and all places while there are people', () => {
    fc.assert(
      fc.property(entrants, fc.nat(40), (people, places) => {
        const { winners } = draw('c', entriesFile('c', people), places, { seed: 's', outside }, hashes);
        expect(new Set(winners.map(({ id }) => id)).size).toBe(winners.length);
        expect(winners).toHaveLength(Math.min(places, people.length));
      }),
      scaledRuns(200),
    );
  });

  it('takes the holder of the drawn ticket, as counting them off one by one does', () => {
    fc.assert(
      fc.property(entrants, fc.string(), (people, seed) => {
        const file = entriesFile('c', people);
        const { winners } = draw('c', file, people.length, { seed, outside }, hashes);
        let left = readEntries('c', file).flatMap(({ id, tickets }) => Array<string>(tickets).fill(id));
        for (const { id, ticket, ticketsLeft } of winners) {
          expect(Number(ticketsLeft)).toBe(left.length);
          expect(left[Number(ticket)]).toBe(id);
          left = left.filter((one) => one !== id);
        }
      }),
      scaledRuns(100),
    );
  });

  it('is won as often as one has tickets', () => {
    const people = [
      { id: 'a', tickets: 1 },
      { id: 'b', tickets: 2 },
      { id: 'c', tickets: 7 },
    ];
    const draws = 10_000;
    const won = new Map<string, number>();
    const first = new Map<string, number>();
    for (let n = 0; n < draws; n++) {
      const [one, two] = drawWinners(people, 2, { seed: `seed ${n}`, outside: 'x', entriesHash: 'h' }, hashes);
      first.set(one?.id ?? '', (first.get(one?.id ?? '') ?? 0) + 1);
      won.set(`${one?.id}${two?.id}`, (won.get(`${one?.id}${two?.id}`) ?? 0) + 1);
    }
    // Five standard deviations: wrong weights are far outside, chance is not.
    const near = (count: number | undefined, p: number) =>
      expect(Math.abs((count ?? 0) - draws * p)).toBeLessThan(5 * Math.sqrt(draws * p * (1 - p)));
    near(first.get('a'), 0.1);
    near(first.get('b'), 0.2);
    near(first.get('c'), 0.7);
    near(won.get('ca'), 0.7 / 3);
    near(won.get('cb'), (0.7 * 2) / 3);
    near(won.get('ab'), (0.1 * 2) / 9);
  });

  it('that is true is accepted, and any single change of it is not', () => {
    fc.assert(
      fc.property(entrants, fc.integer({ min: 1, max: 5 }), fc.nat(), fc.nat(), (people, places, where, what) => {
        const file = entriesFile('c', people);
        const proof = draw('c', file, places, { seed: 'the seed', outside }, hashes);
        expect(verifyDraw(proof, file, hashes)).toBeNull();
        const changedFile = changedText(file, where, what);
        expect(verifyDraw(proof, changedFile, hashes)).not.toBeNull();
        for (const changed of changedProofs(proof)) expect(verifyDraw(changed, file, hashes)).not.toBeNull();
      }),
      scaledRuns(200),
    );
  });

  it('over a file that was exchanged together with its hash is still refused', () => {
    const people = Array.from({ length: 50 }, (_, n) => ({ id: `p${n}`, tickets: n + 1 }));
    const proof = draw('c', entriesFile('c', people), 3, { seed: 's', outside }, hashes);
    const other = entriesFile('c', [...people.slice(1), { id: 'zz', tickets: 1 }]);
    expect(verifyDraw(signed({ ...proof, entriesHash: sha256(other) }), other, hashes)).toBe('winners');
  });
});

it('with the value of another round than the rule leads to is refused, however it is signed', () => {
  const file = entriesFile('c', [{ id: 'a', tickets: 1 }]);
  const by = (round: number, at = publishedAt) =>
    verifyDraw(
      draw('c', file, 1, { seed: 's', outside: { ...outside, round, ...valueAt(round), publishedAt: at } }, hashes),
      file,
      hashes,
    );
  expect(by(promised)).toBeNull();
  expect(by(promised + 1)).toBe('outside');
  expect(by(promised + 28_800)).toBe('outside');
  expect(by(promised, plusMs(publishedAt, 23 * hourMs))).toBeNull();
  expect(by(promised, plusMs(publishedAt, 23 * hourMs + 1))).toBe('outside');
  expect(by(promised + 28_800, plusMs(publishedAt, 23 * hourMs + 1))).toBeNull();
});

it('with a value that its network did not sign is refused, however the rest agrees', () => {
  const file = entriesFile('c', [{ id: 'a', tickets: 1 }]);
  const by = (change: Partial<DrawProof['outside']>) =>
    verifyDraw(draw('c', file, 1, { seed: 's', outside: { ...outside, ...change } }, hashes), file, hashes);
  const chosen = sha256('a signature of somebody else');
  expect(by({})).toBeNull();
  expect(by({ value: sha256('chosen') })).toBe('beacon');
  expect(by({ value: sha256OfHex(chosen), signature: chosen })).toBe('beacon');
  expect(by(valueAt(promised + 1))).toBe('beacon');
});

/** As a forger would: with the checksum of what he wrote. */
function signed(proof: DrawProof): DrawProof {
  return { ...proof, checksum: checksumOf(proof, hashes) };
}

function changedText(text: string, where: number, what: number): string {
  const at = where % text.length;
  const other = String.fromCharCode(32 + (what % 90));
  const put = text[at] === other ? '~' : other;
  return text.slice(0, at) + put + text.slice(at + 1);
}

function changedProofs(proof: DrawProof): readonly DrawProof[] {
  const [first, ...rest] = proof.winners;
  if (!first) return [];
  return [
    { ...proof, seed: `${proof.seed}!` },
    { ...proof, seedHash: sha256('another') },
    { ...proof, entriesHash: sha256('another') },
    { ...proof, contest: 'other' },
    { ...proof, winners: [{ ...first, id: `${first.id}x` }, ...rest] },
    { ...proof, winners: [{ ...first, ticket: String(Number(first.ticket) + 1) }, ...rest] },
    { ...proof, winners: [{ ...first, place: 2 }, ...rest] },
    { ...proof, winners: rest },
    { ...proof, places: proof.places + 1 },
    { ...proof, outside: { ...proof.outside, value: 'other' } },
    { ...proof, outside: { ...proof.outside, rule: 'another' } },
    { ...proof, outside: { ...proof.outside, round: proof.outside.round + 1 } },
    { ...proof, outside: { ...proof.outside, publishedAt: plusMs(publishedAt, 1) } },
    { ...proof, checksum: sha256('another') },
  ];
}
