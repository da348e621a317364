const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const STEP = 2654435761;
const MASK = 0x5bd1e995;

export type Kind = 'pi' | 'ch' | 'cus' | 'cs' | 're' | 'dp' | 'evt';

const PREFIX: Readonly<Record<Kind, string>> = {
  pi: 'pi_3',
  ch: 'ch_3',
  cus: 'cus_',
  cs: 'cs_test_a1',
  re: 're_3',
  dp: 'du_1',
  evt: 'evt_1',
};
const TAIL: Readonly<Record<Kind, string>> = {
  pi: 'KZvYqL2eWn',
  ch: 'KZvYqL2eWn',
  cus: '',
  cs: 'QmVtZkhyN0s4V2p4RjNiTGdYcU9hSkV1',
  re: 'KZvYqL2eWn',
  dp: 'KZvYqL2eWn',
  evt: 'KZvYqL2eWn',
};

function encode(value: number): string {
  let left = value;
  let text = '';
  for (let i = 0; i < 6; i += 1) {
    text = (ALPHABET[left % 62] as string) + text;
    left = Math.floor(left / 62);
  }
  return text;
}

function decode(text: string): number {
  let value = 0;
  for (const char of text) value = value * 62 + ALPHABET.indexOf(char);
  return value;
}

/**
 * Ids that look like Stripe's: they begin with what grows in time, as Stripe's do, so that an index over them fills as
 * it does in life. They carry their row number, so that 100,000 of them need no table.
 */
export type Ids = { of(kind: Kind, n: number): string; number(kind: Kind, id: string): number | undefined };

export function createIds(seed: number): Ids {
  const tag = `T${encode((Math.imul(seed + 1, STEP) ^ MASK) >>> 0)}r`;
  return {
    of: (kind, n) => `${PREFIX[kind]}${tag}${encode(n)}${encode((Math.imul(n, STEP) ^ MASK) >>> 0)}${TAIL[kind]}`,
    number(kind, id) {
      const start = PREFIX[kind] + tag;
      if (!id.startsWith(start)) return undefined;
      const n = decode(id.slice(start.length, start.length + 6));
      return this.of(kind, n) === id ? n : undefined;
    },
  };
}
