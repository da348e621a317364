import { isIP } from 'node:net';
import { z } from 'zod';
import { Secret } from '../lib/secret.ts';

/**
 * The kinds of value a variable may have. Each message says what the value must be and never repeats what it was; the
 * variable's name is put before it.
 */
export const text = (mustBe: string, shape: RegExp) => z.string().regex(shape, `must be ${mustBe}`);

export const secret = (mustBe: string, shape: RegExp) => text(mustBe, shape).transform((value) => new Secret(value));

export const whole = (from: number, to: number) =>
  z
    .string()
    .refine((value) => /^\d{1,9}$/.test(value) && Number(value) >= from && Number(value) <= to, {
      error: `must be a whole number from ${from} to ${to}`,
    })
    .transform(Number);

export const hour = whole(0, 23);

/** Hours may be written as 1.5. */
export const hours = (most: number) =>
  z
    .string()
    .refine((value) => /^\d{1,5}(\.\d+)?$/.test(value) && Number(value) > 0 && Number(value) <= most, {
      error: `must be a number of hours above 0 and up to ${most}`,
    })
    .transform(Number);

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  1: true,
  yes: true,
  on: true,
  false: false,
  0: false,
  no: false,
  off: false,
};

export const flag = z
  .string()
  .refine((value) => value.toLowerCase() in truths, { error: 'must be true or false' })
  .transform((value) => truths[value.toLowerCase()] ?? false);

export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `must be one of: ${words.join(', ')}` });

/** Comma separated; blanks around entries and empty entries do no harm. */
export const list = <T extends z.ZodType<unknown, string>>(entry: T) =>
  z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(entry));

export const timeZone = z.string().refine(isTimeZone, {
  error: 'must be an IANA name such as Europe/Berlin, or an offset such as +01:00',
});

function isTimeZone(value: string): boolean {
  if (!/^([+-]\d\d:\d\d|[A-Za-z][\w+-]*(\/[\w+-]+)*)$/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

export const currencyCode = text('a three-letter currency code such as USD', /^[A-Z]{3}$/);

/** `100` or `100 USD, 9000 RUB`: amounts whose currency may be left to BASE_CURRENCY. */
export const moneyList = list(
  z
    .string()
    .regex(/^\d{1,12}(\.\d{1,3})?( ?[A-Za-z]{3})?$/, 'must be amounts such as 100, or 100 USD, 9000 RUB')
    .transform((value) => {
      const code = /[A-Za-z]{3}$/.exec(value)?.[0];
      return { amount: value.replace(/ ?[A-Za-z]{3}$/, ''), currency: code?.toUpperCase() ?? null };
    }),
);

/** An address or a network; no words. */
export const addressRange = z.string().refine((value) => /\d/.test(value) && isNetwork(value), {
  error: 'must be addresses or networks such as 10.0.0.1, 10.0.0.0/8 or 2a02:5180::/32',
});

export const network = z.string().refine(isNetwork, {
  error: 'must be addresses or networks such as 10.0.0.1, 10.0.0.0/8, or the word loopback',
});

function isNetwork(value: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(value)) return true;
  const [address = '', bits, ...rest] = value.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/**
 * A base address without its last slash, whatever the number of slashes it came with. Whether plain http is allowed
 * depends on another variable, so checks.ts looks at that.
 */
export const baseUrl = z
  .string()
  .refine(isWebAddress, { error: 'must be an address that begins with https://, without user, query or fragment' })
  .transform((value) => value.replace(/\/+$/, ''));

/** An address that is called as it stands, its query included. */
export const webhookUrl = z.string().refine(
  (value) => {
    if (!URL.canParse(value)) return false;
    const { protocol, username, password } = new URL(value);
    return /^https?:$/.test(protocol) && username === '' && password === '';
  },
  { error: 'must be an address that begins with https://, without user' },
);

function isWebAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const bare = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return bare && (url.protocol === 'https:' || url.protocol === 'http:');
}

export function isLoopbackUrl(value: string): boolean {
  const { hostname } = new URL(value);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
