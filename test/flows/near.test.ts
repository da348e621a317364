import { describe, expect, it } from 'vitest';
import { beginningsOf, otherSpellings } from '../../src/domain/near-ids.ts';
import { nearestOf } from '../../src/flows/find-near.ts';
import { type App, owner, startApp } from '../support/app.ts';

const without = [
  'SLACK_BOT_TOKEN',
  'SLACK_CHANNEL_ID',
  'GOOGLE_SHEETS_DOC_ID',
  'GOOGLE_SERVICE_EMAIL',
  'GOOGLE_SERVICE_PRIVATE_KEY',
];

async function near(app: App, query: string): Promise<readonly string[]> {
  const found = await app.flows().lookUp(owner, query);
  return found.ok && found.hit.kind === 'none' ? found.hit.near.map(({ spelling }) => spelling) : [];
}

const swapped = (id: string, at: number) => id.slice(0, at) + id[at + 1] + id[at] + id.slice(at + 2);

describe('an id that nobody has', () => {
  it('leads to the one that was meant: a typo, another case, another beginning, half of it', async () => {
    const app = await startApp({ without });
    const { paymentIntent, customer } = app.world.stripe.pay({ amount: 999, currency: 'usd', email: 'anna@gmail.com' });
    await app.settled();
    const tail = paymentIntent.slice(3);
    const typos = [
      swapped(paymentIntent, paymentIntent.length - 3),
      paymentIntent.slice(0, -1),
      `${paymentIntent}Z`,
      paymentIntent.toLowerCase(),
      `PI_${tail}`,
      `cus_${tail}`,
      tail,
    ];
    for (const typo of typos) expect(await near(app, typo), typo).toEqual([paymentIntent]);
    expect(await near(app, `pi_${(customer as string).slice(4)}`)).toEqual([customer]);
    expect(await near(app, 'anna@gmial.com')).toEqual(['anna@gmail.com']);
    expect(await near(app, 'pi_nothingliketheothers')).toEqual([]);
  });

  it('that is an order number is known as one', async () => {
    const app = await startApp({ without });
    for (const query of ['ord_abc123', '#1042', '№ 1042'])
      expect(await app.flows().lookUp(owner, query)).toMatchObject({ hit: { kind: 'none', recognised: 'order' } });
  });
});

describe('what an id is compared with', () => {
  it('is what begins alike, the longest beginning first, and no more than a few dozen', () => {
    expect(beginningsOf('pi_3SUaBcDeF').slice(0, 3)).toEqual(['pi_3SUaBcDe', 'pi_3SUaBc', 'pi_3SUaB']);
    expect(beginningsOf('pi_3suabcdef').length).toBeLessThan(40);
    expect(beginningsOf('x'.repeat(255)).length).toBeLessThan(400);
  });

  it('is near with two typos and not with three', () => {
    expect(nearestOf('pi_abcdefgh', ['pi_abcdefgh1', 'pi_abcdXYgh', 'pi_aXYZefgh'])).toEqual([
      'pi_abcdefgh1',
      'pi_abcdXYgh',
    ]);
  });

  it('has other beginnings only where the tail is an id', () => {
    expect(otherSpellings('pi_abc')).toEqual([]);
    expect(otherSpellings('ch_3SUabcdef')).toContain('pi_3SUabcdef');
  });
});
