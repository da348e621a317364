import { createSign, generateKeyPairSync } from 'node:crypto';
import { OAuth2Client } from 'google-auth-library';
import { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { type GoogleOptions, type GoogleStandIn, startGoogleStandIn } from '../../src/sandbox/google/stand-in.ts';

const EMAIL = 'payops@test.iam';
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const clock = createAdjustableClock();
let google: GoogleStandIn;
let api: sheets_v4.Sheets;

function assertion(claims: Record<string, unknown> = {}): string {
  const iat = Math.floor(clock.nowMs() / 1000);
  const scope = 'https://www.googleapis.com/auth/spreadsheets';
  const all = { iss: EMAIL, scope, aud: google.tokenUrl, iat, exp: iat + 3600, ...claims };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(all)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

async function exchange(jwt: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt });
  const response = await fetch(google.tokenUrl, { method: 'POST', body: form });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function start(options: Partial<GoogleOptions> = {}): Promise<void> {
  google = await startGoogleStandIn({ clock, serviceEmail: EMAIL, publicKey, ...options });
  const auth = new OAuth2Client();
  const { body } = await exchange(assertion());
  auth.setCredentials({ access_token: String(body['access_token']) });
  api = new sheets_v4.Sheets({ auth, rootUrl: `${google.url}/` });
}

const refused = async (call: Promise<unknown>): Promise<number> => {
  const error = await call.then(
    () => ({ status: 0 }),
    (e: { status: number }) => e,
  );
  return error.status;
};

const call = () => ({ spreadsheetId: google.docId });
const append = (range: string, values: unknown[][], insertDataOption = 'OVERWRITE') =>
  api.spreadsheets.values.append({
    ...call(),
    range,
    valueInputOption: 'RAW',
    insertDataOption,
    requestBody: { values } as never,
  });
const get = async (range: string, more: object = {}) =>
  (await api.spreadsheets.values.get({ ...call(), range, valueRenderOption: 'UNFORMATTED_VALUE', ...more })).data;

beforeEach(() => start());
afterEach(() => google.close());

describe('token', () => {
  it('gives a token for a sound assertion only', async () => {
    const now = Math.floor(clock.nowMs() / 1000);
    expect((await exchange(assertion())).status).toBe(200);
    const wrong = [
      { aud: 'https://oauth2.googleapis.com/token' },
      { iss: 'x' },
      { exp: now + 3700 },
      { iat: now - 7200, exp: now - 3600 },
    ];
    for (const claims of wrong) {
      expect(await exchange(assertion(claims))).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    }
    expect((await exchange(`${assertion().slice(0, -6)}AAAAAA`)).status).toBe(400);
  });

  it('answers 401, 403 and 404 for an expired token, a document not shared and an unknown one', async () => {
    expect(await refused(api.spreadsheets.get({ spreadsheetId: 'other' }))).toBe(404);
    google.revoke();
    expect(await refused(api.spreadsheets.get(call()))).toBe(403);
    google.grant();
    google.expireTokens();
    expect(await refused(api.spreadsheets.get(call()))).toBe(401);
  });
});

describe('values', () => {
  it('omits trailing blanks, and `values` where there are none', async () => {
    await append('Sheet1!A1', [
      ['k', 'n', ''],
      ['a', 1.5, ''],
      ['', '', ''],
    ]);
    expect(await get('Sheet1!A1:C10')).toEqual({
      range: 'Sheet1!A1:C10',
      majorDimension: 'ROWS',
      values: [
        ['k', 'n'],
        ['a', 1.5],
      ],
    });
    expect(await get('Sheet1!F:G')).not.toHaveProperty('values');
    expect((await get('Sheet1!A:A', { majorDimension: 'COLUMNS' })).values).toEqual([['k', 'a']]);
    expect((await get('1:1')).values).toEqual([['k', 'n']]);
    expect((await get('Sheet1!A2:C', { valueRenderOption: 'FORMATTED_VALUE' })).values).toEqual([['a', '1.5']]);
  });

  it('appends below a table of more cells than a call may have arguments', async () => {
    const long = Array.from({ length: 12_000 }, () => Array.from({ length: 25 }, () => 1));
    await append('Sheet1!A1:Y1', long);
    const { data } = await append('Sheet1!A1:Y1', [['last']]);
    expect(data.updates?.updatedRange).toBe('Sheet1!A12001');
  });

  it('appends below the last table and tells where', async () => {
    await append('Sheet1!A1', [['h1', 'h2']]);
    const { data } = await append(
      'Sheet1!A:B',
      [
        ['x', 1],
        ['y', 2],
      ],
      'INSERT_ROWS',
    );
    expect(data.updates).toMatchObject({ updatedRange: 'Sheet1!A2:B3', updatedRows: 2, updatedCells: 4 });
    expect(google.grid('Sheet1')).toEqual([
      ['h1', 'h2'],
      ['x', 1],
      ['y', 2],
    ]);
  });

  it('keeps RAW text as it is, and makes formulas of USER_ENTERED', async () => {
    const write = (range: string, valueInputOption: string) =>
      api.spreadsheets.values.update({
        ...call(),
        range,
        valueInputOption,
        requestBody: { values: [['=1+1', '0012']] },
      });
    await write('A1', 'RAW');
    await write('A2', 'USER_ENTERED');
    expect((await get('A1:B2', { valueRenderOption: 'FORMULA' })).values).toEqual([
      ['=1+1', '0012'],
      ['=1+1', 12],
    ]);
    expect((await get('A1:B2')).values).toEqual([
      ['=1+1', '0012'],
      ['#NAME?', 12],
    ]);
  });

  it('refuses to write outside the grid, and grows it when told to', async () => {
    const update = () =>
      api.spreadsheets.values.update({
        ...call(),
        range: 'Sheet1!A1001',
        valueInputOption: 'RAW',
        requestBody: { values: [['x']] },
      });
    await expect(update()).rejects.toThrow('exceeds grid limits');
    const appendDimension = { sheetId: 0, dimension: 'ROWS', length: 10 };
    await api.spreadsheets.batchUpdate({ ...call(), requestBody: { requests: [{ appendDimension }] } });
    await update();
  });

  it('writes a batch whole or not at all; null leaves a cell alone', async () => {
    const batch = (data: sheets_v4.Schema$ValueRange[]) =>
      api.spreadsheets.values.batchUpdate({ ...call(), requestBody: { valueInputOption: 'RAW', data } });
    await batch([{ range: 'A1:C1', values: [['a', 'b', 'c']] }]);
    await batch([{ range: 'A1:C1', values: [['A', null, '']] }]);
    expect(google.grid('Sheet1')).toEqual([['A', 'b']]);
    expect(
      await refused(
        batch([
          { range: 'A1', values: [['Z']] },
          { range: 'Nope!A1', values: [['Z']] },
        ]),
      ),
    ).toBe(400);
    expect(google.grid('Sheet1')).toEqual([['A', 'b']]);
  });
});

describe('tabs and people', () => {
  it('makes a tab once, quotes its name, and answers a partial response', async () => {
    const addSheet = { properties: { title: "Bob's", gridProperties: { frozenRowCount: 1, columnCount: 25 } } };
    const make = () => api.spreadsheets.batchUpdate({ ...call(), requestBody: { requests: [{ addSheet }] } });
    await make();
    expect(await refused(make())).toBe(400);
    await append("'Bob''s'!A1", [['x']]);
    expect((await get("'Bob''s'!A1")).range).toBe("'Bob''s'!A1");
    const { data } = await api.spreadsheets.get({ ...call(), fields: 'sheets.properties(sheetId,title)' });
    expect(data.sheets?.map((s) => Object.keys(s.properties ?? {}))).toEqual([
      ['sheetId', 'title'],
      ['sheetId', 'title'],
    ]);
  });

  it('lets people edit, sort, move and delete', async () => {
    await append('Sheet1!A1', [
      ['key', 'sum'],
      ['a', 3],
      ['b', 1],
      ['c', 2],
    ]);
    google.sortBy('Sheet1', 'sum');
    google.moveColumn('Sheet1', 'sum', 1);
    google.renameColumn('Sheet1', 'key', 'Key');
    google.deleteRow('Sheet1', 2);
    google.edit('Sheet1', 'C1', 'note');
    expect(google.grid('Sheet1')).toEqual([
      ['sum', 'Key', 'note'],
      [2, 'c', null],
      [3, 'a', null],
    ]);
    expect(google.records('Sheet1')[0]).toEqual({ sum: 2, Key: 'c', note: null });
  });

  it('counts reads and writes apart against a quota a minute', async () => {
    await google.close();
    await start({ quotaPerMinute: 2 });
    const plain = { ...call(), retry: false } as const;
    await append('A1', [['x']]);
    await append('A1', [['x']]);
    expect(await refused(append('A1', [['x']]))).toBe(429);
    expect(await refused(api.spreadsheets.get(plain))).toBe(0);
    clock.advance(60_000);
    expect(await refused(append('A1', [['x']]))).toBe(0);
  });
});
