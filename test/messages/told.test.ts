import { describe, expect, it } from 'vitest';
import { digestMessage } from '../../src/messages/digest.ts';
import { maskEmail, withoutScheme } from '../../src/messages/format.ts';
import { noticeMessage } from '../../src/messages/notice.ts';
import { locales } from '../../src/messages/text.ts';
import { vipMessage } from '../../src/messages/vip.ts';
import { notices, purchase, shown } from './samples.ts';

describe('what else is told', () => {
  it.each(locales)('reads well in %s', (locale) => {
    const vip = shown(vipMessage({ ...purchase, vip: true }, { locale }));
    const digest = shown(digestMessage([purchase, { ...purchase, name: 'purchase_cus_B' }], { locale }));
    const told = notices.map((notice) => shown(noticeMessage(notice, { locale })));
    expect([vip, digest, ...told].join('\n\n')).toMatchSnapshot();
  });

  it('names every purchase of a digest', () => {
    const purchases = Array.from({ length: 300 }, (_, i) => ({ ...purchase, name: `purchase_cus_${i}` }));
    const told = shown(digestMessage(purchases, { locale: 'ru' }));
    for (const { name } of purchases) expect(told).toContain(` · ${name}\n`);
  });
});

describe('what is shown of an address', () => {
  it.each([
    ['anna@gmail.com', 'a…@gmail.com'],
    ['a@b@c.d', 'a…@c.d'],
    ['💎x@b.c', '💎…@b.c'],
    ['nobody', 'n…'],
    ['', '…'],
  ])('%s becomes %s', (email, masked) => expect(maskEmail(email)).toBe(masked));

  it('leaves the scheme away', () => {
    expect(withoutScheme(' HTTPS://a.b/c ')).toBe('a.b/c');
    expect(withoutScheme('a.b/c?u=http://x')).toBe('a.b/c?u=http://x');
  });
});
