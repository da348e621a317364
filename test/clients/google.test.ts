import { createVerify, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createGoogleClient } from '../../src/clients/google.ts';
import { createGoogleTokens } from '../../src/clients/google-token.ts';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { createBoundedFetch } from '../../src/lib/http.ts';
import { startGoogleStandIn } from '../../src/sandbox/google/stand-in.ts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const signal = AbortSignal.timeout(60_000);
const serviceEmail = 'payops@test.iam.gserviceaccount.com';
const tokenUrl = 'https://oauth2.googleapis.com/token';

function tokens(answers: () => Response, privateKey = keys.privateKey) {
  const clock = createAdjustableClock();
  const bodies: URLSearchParams[] = [];
  const fetch = async (_: unknown, init?: RequestInit) => {
    bodies.push(new URLSearchParams(String(init?.body)));
    return answers();
  };
  const given = createGoogleTokens({
    tokenUrl,
    serviceEmail,
    privateKey,
    fetch: fetch as typeof globalThis.fetch,
    clock,
  });
  return { ...given, bodies, clock };
}

let count = 0;
const granted = () => Response.json({ access_token: `ya29.${++count}`, expires_in: 3_600, token_type: 'Bearer' });

describe('the Google token', () => {
  it('is asked for with a signed assertion, its key written with the two characters \\n', async () => {
    const { get, bodies } = tokens(granted, `"${keys.privateKey.replaceAll('\n', '\\n')}"`);
    expect(await get(signal)).toMatchObject({ ok: true });
    const [header = '', claims = '', signature = ''] = (bodies[0]?.get('assertion') ?? '').split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ iss: serviceEmail, aud: tokenUrl });
    const isSigned = createVerify('RSA-SHA256').update(`${header}.${claims}`);
    expect(isSigned.verify(keys.publicKey, signature, 'base64url')).toBe(true);
  });

  it('is shared by callers that come together, and kept until a minute before its end', async () => {
    const { get, bodies, clock } = tokens(granted);
    await Promise.all([get(signal), get(signal), get(signal)]);
    clock.advance(3_500_000);
    await get(signal);
    expect(bodies).toHaveLength(1);
    clock.advance(45_000);
    await get(signal);
    expect(bodies).toHaveLength(2);
  });

  it('refused is a matter of configuration; in doubt it is no doubt about a row', async () => {
    const refused = tokens(() => Response.json({ error: 'invalid_grant', error_description: 'no' }, { status: 400 }));
    expect(await refused.get(signal)).toMatchObject({ ok: false, wire: { kind: 'answer', code: 'invalid_grant' } });
    expect(await tokens(granted, 'not a key').get(signal)).toMatchObject({ ok: false, wire: { code: 'bad_key' } });
    const html = tokens(() => new Response('<html>', { status: 502 }));
    expect(await html.get(signal)).toMatchObject({ ok: false, wire: { kind: 'not_connected' } });
  });
});

describe('the Sheets client', () => {
  it('keeps the path of its root before its own', async () => {
    const asked: string[] = [];
    const fetch = async (input: unknown) => {
      asked.push(String(input));
      return String(input).endsWith('/token') ? granted() : Response.json({ spreadsheetId: 'd' });
    };
    const client = createGoogleClient({
      apiRoot: 'http://127.0.0.1:9/google/',
      tokenUrl,
      serviceEmail,
      privateKey: keys.privateKey,
      fetch: fetch as typeof globalThis.fetch,
    });
    await client.sheets((api, options) => api.get({ spreadsheetId: 'd', fields: 'spreadsheetId' }, options), signal);
    expect(asked.at(-1)).toBe('http://127.0.0.1:9/google/v4/spreadsheets/d?fields=spreadsheetId');
  });

  it('tells an answer from what is none', async () => {
    const clock = createAdjustableClock();
    const google = await startGoogleStandIn({ clock, serviceEmail, publicKey: keys.publicKey });
    const client = createGoogleClient({
      apiRoot: google.url,
      tokenUrl: google.tokenUrl,
      serviceEmail,
      privateKey: keys.privateKey,
      fetch: createBoundedFetch({ deadlineMs: 400 }),
      clock,
    });
    const get = () =>
      client.sheets(
        (api, options) => api.get({ spreadsheetId: google.docId, fields: 'spreadsheetId' }, options),
        signal,
      );
    const match = 'spreadsheets.get';
    expect(await get()).toMatchObject({ ok: true, data: { spreadsheetId: google.docId } });
    google.faults.garbage({ times: 1, match });
    expect(await get()).toMatchObject({ ok: false, wire: { kind: 'unreadable', status: 200 } });
    google.faults.bomb({ times: 1, match });
    expect(await get()).toMatchObject({ ok: false, wire: { kind: 'unreadable', status: 200 } });
    google.faults.redirect({ times: 1, match });
    expect(await get()).toMatchObject({ ok: false, wire: { kind: 'redirect', status: 302 } });
    google.faults.cut('after', { times: 1, match });
    expect(await get()).toMatchObject({ ok: false, wire: { kind: 'no_answer' } });
    google.faults.cut('mid-body', { times: 1, match });
    expect(await get()).toMatchObject({ ok: false, wire: { kind: 'unreadable' } });
    const release = google.faults.hold(match);
    expect(await get()).toMatchObject({ ok: false, wire: { kind: 'no_answer', code: 'deadline' } });
    release();
    google.faults.failWith({ status: 502, body: '<html>' }, { times: 1, match });
    expect(await get()).toMatchObject({ ok: false, wire: { kind: 'unreadable', status: 502 } });
    google.faults.forgetCalls();
    google.faults.failWith({ status: 401, body: { error: { code: 401, message: 'no', status: 'UNAUTHENTICATED' } } });
    expect(await get()).toMatchObject({ ok: false, wire: { kind: 'answer', status: 401, code: 'UNAUTHENTICATED' } });
    expect(google.faults.count(match)).toBeLessThanOrEqual(2);
    await google.close();
  });
});
