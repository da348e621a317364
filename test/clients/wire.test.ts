import { describe, expect, it } from 'vitest';
import { joinUrl, parseRetryAfter, readAnswer, wireFailure } from '../../src/clients/wire.ts';
import { ExchangeError } from '../../src/lib/http.ts';

const now = Date.parse('2026-11-20T21:25:00Z');

describe('the wire', () => {
  it.each([
    ['http://h/', '/m', 'http://h/m'],
    ['http://h', 'm', 'http://h/m'],
    ['http://h/api//', 'm', 'http://h/api/m'],
  ])('joins %s and %s', (base, path, url) => expect(joinUrl(base, path)).toBe(url));

  it.each([
    ['3', 3_000],
    ['0', 0],
    ['1.5', 1_500],
    ['Fri, 20 Nov 2026 21:26:00 GMT', 60_000],
    ['Fri, 20 Nov 2026 21:00:00 GMT', 0],
    ['999999', 86_400_000],
    ['soon', null],
    ['', null],
    [null, null],
  ])('reads Retry-After %s', (value, ms) => expect(parseRetryAfter(value, now)).toBe(ms));

  it('knows by their code the errors that prove nothing was sent', () => {
    const coded = (code: string) => Object.assign(new Error('x'), { code });
    expect(wireFailure(coded('ENOTFOUND'))).toEqual({ kind: 'not_connected', code: 'ENOTFOUND' });
    expect(wireFailure(coded('CERT_HAS_EXPIRED'))).toEqual({ kind: 'not_connected', code: 'CERT_HAS_EXPIRED' });
    expect(wireFailure(new Error('y', { cause: coded('EAI_AGAIN') }))).toMatchObject({ kind: 'not_connected' });
    expect(wireFailure(coded('ECONNRESET'))).toEqual({ kind: 'no_answer', code: 'ECONNRESET' });
    expect(wireFailure('no error at all')).toEqual({ kind: 'no_answer', code: 'unknown' });
  });

  it('finds our own error under whatever an SDK wraps around it', () => {
    const own = new ExchangeError('unreadable', 'too_large', 200);
    const wrapped = Object.assign(new Error('sdk'), { detail: Object.assign(new Error('inner'), { error: own }) });
    expect(wireFailure(wrapped)).toEqual({ kind: 'unreadable', status: 200 });
    expect(wireFailure(new ExchangeError('redirect', '302', 302))).toEqual({ kind: 'redirect', status: 302 });
  });

  it('takes the status line of 429 and 503 for an answer, whatever the body', async () => {
    const html = (status: number) => new Response('<html>', { status, headers: { 'retry-after': '4' } });
    expect(await readAnswer(html(503), now)).toMatchObject({
      wire: { kind: 'answer', status: 503, retryAfterMs: 4_000 },
    });
    expect(await readAnswer(html(502), now)).toEqual({ wire: { kind: 'unreadable', status: 502 } });
    expect(await readAnswer(new Response('[1]'), now)).toEqual({ wire: { kind: 'unreadable', status: 200 } });
  });
});
