import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beaconFault,
  decidingRound,
  firstRoundFrom,
  outsideRule,
  publicBeforeMs,
  roundOfRule,
  timeOfRound,
} from '../../../src/domain/contests/drand.ts';
import { instantOf, msOf, plusMs } from '../../../src/domain/time.ts';
import { sha256OfHex } from '../../../src/lib/hash.ts';
import { scaledRuns } from '../../support/scale.ts';

const instant = fc.integer({ min: Date.UTC(2024), max: Date.UTC(2035) }).map((ms) => instantOf(ms));

describe("a drand round's time", () => {
  it('is that of the public network', () => {
    // A public client of drand documents these rounds of quicknet.
    expect(timeOfRound(27_946_612)).toBe('2026-04-20T00:00:00.000Z');
    expect(firstRoundFrom(instantOf(Date.UTC(2026, 3, 20, 12, 30, 45)))).toBe(27_961_627);
    expect(firstRoundFrom(timeOfRound(1))).toBe(1);
  });

  it('is the first that is not before what was asked for', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const round = firstRoundFrom(at);
        expect(timeOfRound(round) >= at).toBe(true);
        expect(timeOfRound(round - 1) < at).toBe(true);
      }),
      scaledRuns(200),
    );
  });
});

describe('the round that decides', () => {
  it('is the promised one or the same time of a later day, and always an hour after the publication', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -3 * 86_400_000, max: 10 * 86_400_000 }), (at, lateMs) => {
        const promised = firstRoundFrom(at);
        const publishedAt = plusMs(at, lateMs);
        const round = decidingRound(promised, publishedAt);
        expect((round - promised) % 28_800).toBe(0);
        expect(msOf(timeOfRound(round)) - msOf(publishedAt)).toBeGreaterThanOrEqual(publicBeforeMs);
        if (round > promised) {
          expect(msOf(timeOfRound(round - 28_800)) - msOf(publishedAt)).toBeLessThan(publicBeforeMs);
        }
      }),
      scaledRuns(300),
    );
  });

  it('is read from its rule, and from nothing that only looks like one', () => {
    expect(roundOfRule(outsideRule(123))).toBe(123);
    expect(roundOfRule(outsideRule(123).replace('quicknet', 'another'))).toBeNull();
    expect(roundOfRule('drand round 123;')).toBeNull();
  });
});

describe('a value', () => {
  const signature = 'ab'.repeat(48);
  const randomness = sha256OfHex(signature);

  it('is taken only of the round that decides, and whole', () => {
    expect(beaconFault({ round: 5, signature, randomness }, 5, sha256OfHex)).toBeNull();
    expect(beaconFault({ round: 6, signature, randomness }, 5, sha256OfHex)).toBe('another_round');
    expect(beaconFault({ round: 5, signature: signature.replace('ab', 'ac'), randomness }, 5, sha256OfHex)).toBe(
      'not_its_hash',
    );
  });
});
