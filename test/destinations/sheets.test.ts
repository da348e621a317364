import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGoogleClient } from '../../src/clients/google.ts';
import { columnNames } from '../../src/destinations/sheets/columns.ts';
import { createSheetsDestination, type SheetsDestinationOptions } from '../../src/destinations/sheets/deliver.ts';
import type { Destination, Outgoing } from '../../src/domain/ports.ts';
import type { SheetRowView } from '../../src/domain/views.ts';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { createBoundedFetch } from '../../src/lib/http.ts';
import { type GoogleStandIn, startGoogleStandIn } from '../../src/sandbox/google/stand-in.ts';
import { deliverOne, next, outgoing, row } from './outgoing.ts';

const clock = createAdjustableClock();
const serviceEmail = 'payops@test.iam.gserviceaccount.com';
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
let google: GoogleStandIn;
let sheets: Destination;

beforeEach(async () => {
  google = await startGoogleStandIn({ clock, serviceEmail, publicKey: keys.publicKey });
  sheets = destination();
});
afterEach(() => google.close());

function destination(changes: Partial<SheetsDestinationOptions> = {}): Destination {
  const client = createGoogleClient({
    apiRoot: google.url,
    tokenUrl: google.tokenUrl,
    serviceEmail,
    privateKey: keys.privateKey.replaceAll('\n', '\\n'),
    fetch: createBoundedFetch({ deadlineMs: 2_000 }),
    clock,
  });
  const formatLocal = () => '2026-11-20 22:25:00';
  return createSheetsDestination({ client, documentId: google.docId, formatLocal, minIntervalMs: 0, ...changes });
}

const telling = (view: SheetRowView, changes: Partial<Outgoing> = {}) =>
  outgoing(google.docId, { kind: 'row', row: view }, changes);
const tell = (...views: readonly SheetRowView[]) =>
  sheets.deliver(
    views.map((view) => telling(view)),
    AbortSignal.timeout(15_000),
  );
const again = async (view: SheetRowView, before: Outgoing, result: Awaited<ReturnType<typeof deliverOne>>) =>
  deliverOne(sheets, next({ ...before, content: { kind: 'row', row: view } }, result));
const records = () => google.records('Purchases');
const writes = () => google.faults.count(/^(values\.(update|append|batchUpdate)|batchUpdate)$/);

async function first(customer = 'cus_A') {
  const entry = telling(row(customer));
  return { entry, result: await deliverOne(sheets, entry) };
}

describe('on first use', () => {
  it('makes the tab and the header, and writes the row', async () => {
    const [result] = await tell(row('cus_A', { reversedMinor: 100, status: 'partially refunded', team: 'red' }));
    expect(result).toMatchObject({ outcome: 'delivered' });
    expect(google.grid('Purchases')).toEqual([
      [...columnNames],
      [
        ...['purchase_cus_A', 'cus_A', 'cus_A@gmail.com', 8.99, 'USD', 1, 'pi_cus_A', '2026-11-20 22:25:00'],
        ...['2026-11-20T21:25:00.000Z', '2026-11-20T21:25:00.000Z', 1, 'partially refunded', 'ad', null, null, null],
        ...['US, New York City', 'US', 'New York City', 'fb', null, null, null, null, 'red'],
      ],
    ]);
  });

  it('takes an older sheet over: its columns by name, ours added at the right end, one notice', async () => {
    google.addTab('Old');
    const header = ['Notes', 'Purchase ID', 'Total Amount', 'Created Local (UTC+1)', 'Mine'];
    for (const [i, name] of header.entries()) google.edit('Old', `${'ABCDE'[i]}1`, name);
    google.edit('Old', 'B2', 'purchase_cus_A');
    google.edit('Old', 'A2', 'call him');
    const [known, added] = await tell(row('cus_A'), row('cus_B'));
    expect(known).toMatchObject({ outcome: 'delivered', notice: { kind: 'sheet_columns_added' } });
    expect(added).not.toHaveProperty('notice');
    expect(google.grid('Old')[0]?.slice(0, 7)).toEqual([...header, 'Customer ID', 'Email']);
    expect(google.records('Old')).toMatchObject([
      { Notes: 'call him', 'Purchase ID': 'purchase_cus_A', 'Created Local (UTC+1)': '2026-11-20 22:25:00' },
      { Notes: null, 'Purchase ID': 'purchase_cus_B', 'Total Amount': 9.99, Team: null },
    ]);
    expect(google.tabs()).not.toContain('Purchases');
  });
});

describe('a row', () => {
  it('is found by its key and written in place, in one read and one write', async () => {
    const { entry, result } = await first();
    google.faults.forgetCalls();
    await again(row('cus_A', { capturedMinor: 1_998, paymentCount: 2 }), entry, result);
    expect(records()).toHaveLength(1);
    expect(records()[0]).toMatchObject({ 'Total Amount': 19.98, 'Payment Count': 2 });
    expect(google.faults.calls.map((call) => call.name)).toEqual(['values.batchGet', 'values.batchUpdate']);
  });

  it('costs no call where nothing changed', async () => {
    const { entry, result } = await first();
    google.faults.forgetCalls();
    expect(await again(row('cus_A'), entry, result)).toMatchObject({ outcome: 'delivered', unchanged: true });
    expect(google.faults.count()).toBe(0);
  });

  it('keeps a merge: nothing counted, the other key shown, human cells kept', async () => {
    const { entry, result } = await first();
    google.addColumn('Purchases', 'Notes');
    google.edit('Purchases', 'Z2', 'mine');
    await again(row('cus_A', { status: 'merged', mergedIntoKey: 'purchase_cus_0', paymentCount: 3 }), entry, result);
    expect(records()[0]).toMatchObject({
      'Total Amount': 0,
      'Payment Count': 0,
      Status: 'merged',
      'Payment Intent IDs': 'purchase_cus_0',
      Notes: 'mine',
    });
  });

  it('stays text where it looks like a formula', async () => {
    const hostile = ['=IMPORTXML("http://x","//a")', '+1', '-1', '@x', '0012', '1/2', "'q"];
    const views = hostile.map((text, i) => row(`cus_${i}`, { email: text, city: `${text}\u0000\tx\u202e` }));
    await tell(...views);
    expect(records().map((record) => record['Email'])).toEqual(hostile);
    expect(records().map((record) => record['City'])).toEqual(hostile.map((text) => `${text} x`));
  });

  it('holds the newest state where one batch names it twice', async () => {
    const results = await tell(row('cus_A'), row('cus_A', { capturedMinor: 500 }));
    expect(results.map((result) => result.outcome)).toEqual(['delivered', 'delivered']);
    expect(records().map((record) => record['Total Amount'])).toEqual([5]);
  });
});

describe('people at the sheet', () => {
  it('may sort, move and insert rows', async () => {
    const entries = ['cus_A', 'cus_B', 'cus_C'].map((customer) => telling(row(customer)));
    const results = await sheets.deliver(entries, AbortSignal.timeout(9_000));
    google.sortBy('Purchases', 'Purchase ID', true);
    google.insertRow('Purchases', 2, ['a heading of mine']);
    const changed = entries.map((entry, i) =>
      next(
        { ...entry, content: { kind: 'row', row: row(['cus_A', 'cus_B', 'cus_C'][i] ?? '', { paymentCount: i + 5 }) } },
        results[i] ?? { outcome: 'not_sent', code: '', detail: '' },
      ),
    );
    await sheets.deliver(changed, AbortSignal.timeout(9_000));
    const counts = records().map((record) => [record['Purchase ID'], record['Payment Count']]);
    expect(counts).toEqual([
      ['a heading of mine', null],
      ['purchase_cus_C', 7],
      ['purchase_cus_B', 6],
      ['purchase_cus_A', 5],
    ]);
  });

  it('may move and add columns; their cells are never written', async () => {
    const { entry, result } = await first();
    google.addColumn('Purchases', 'Notes');
    google.moveColumn('Purchases', 'Notes', 1);
    google.edit('Purchases', 'A2', '=1+1');
    google.moveColumn('Purchases', 'Status', 2);
    await again(row('cus_A', { status: 'refunded', reversedMinor: 999 }), entry, result);
    await tell(row('cus_B'));
    expect(records()).toMatchObject([
      { Notes: '=1+1', Status: 'refunded', 'Total Amount': 0, Refunded: 9.99 },
      { Notes: null, Status: 'paid', 'Purchase ID': 'purchase_cus_B' },
    ]);
  });

  it.each([
    ['recreate', 2],
    ['leave', 1],
  ] as const)('may delete a row: %s', async (deletedRows, expected) => {
    sheets = destination({ deletedRows });
    const { entry, result } = await first('cus_A');
    await tell(row('cus_B'));
    google.deleteRow('Purchases', 2);
    expect(await again(row('cus_A', { paymentCount: 2 }), entry, result)).toMatchObject({ outcome: 'delivered' });
    expect(records()).toHaveLength(expected);
  });

  it('may rename the tab', async () => {
    const { entry, result } = await first();
    google.renameTab('Purchases', "Anna's sales");
    await again(row('cus_A', { paymentCount: 2 }), entry, result);
    expect(google.records("Anna's sales")).toMatchObject([{ 'Payment Count': 2 }]);
    sheets = destination();
    await again(row('cus_A', { paymentCount: 3 }), entry, result);
    expect(google.records("Anna's sales")).toMatchObject([{ 'Payment Count': 3 }]);
    expect(google.tabs()).not.toContain('Purchases');
  });

  it('may remove a column: the others go on, with one notice', async () => {
    const { entry, result } = await first();
    google.deleteColumn('Purchases', 'Team');
    google.renameColumn('Purchases', 'Status', 'State');
    const changed = await again(row('cus_A', { paymentCount: 2, status: 'disputed' }), entry, result);
    expect(changed).toMatchObject({ notice: { kind: 'sheet_columns_missing', columns: ['Status', 'Team'] } });
    expect(records()[0]).toMatchObject({ 'Payment Count': 2, State: 'paid' });
    expect((await tell(row('cus_B')))[0]).not.toHaveProperty('notice');
  });

  it.each([
    ['the key column', () => google.deleteColumn('Purchases', 'Purchase ID')],
    ['the whole header', () => google.clearHeader('Purchases')],
    ['the header row', () => google.deleteRow('Purchases', 1)],
  ])('pause the route by removing %s, and nothing is written', async (_, remove) => {
    const { entry, result } = await first();
    remove();
    const before = google.grid('Purchases');
    const refused = await again(row('cus_A', { paymentCount: 2 }), entry, result);
    expect(refused).toMatchObject({ outcome: 'config', code: 'header_missing' });
    expect(google.grid('Purchases')).toEqual(before);
    expect((await tell(row('cus_B')))[0]).toMatchObject({ outcome: 'config', code: 'header_missing' });
  });

  it('pause the route by deleting the tab; an empty one in its place goes on', async () => {
    const { entry, result } = await first();
    google.deleteTab('Purchases');
    const changed = row('cus_A', { paymentCount: 2 });
    expect(await again(changed, entry, result)).toMatchObject({ outcome: 'config', code: 'tab_missing' });
    sheets = destination();
    expect(await again(changed, entry, result)).toMatchObject({ outcome: 'config', code: 'tab_missing' });
    google.addTab('Purchases');
    expect(await again(changed, entry, result)).toMatchObject({ outcome: 'delivered' });
    expect(records()).toMatchObject([{ 'Purchase ID': 'purchase_cus_A', 'Payment Count': 2, Status: 'paid' }]);
  });

  it('pause the route by taking the access away', async () => {
    const { entry, result } = await first();
    google.revoke();
    const changed = row('cus_A', { paymentCount: 2 });
    expect(await again(changed, entry, result)).toMatchObject({ outcome: 'config', code: 'access_denied' });
    expect(await sheets.probe(AbortSignal.timeout(5_000))).toMatchObject({ outcome: 'config' });
    google.grant();
    expect(await again(changed, entry, result)).toMatchObject({ outcome: 'delivered' });
    expect(await sheets.probe(AbortSignal.timeout(5_000))).toMatchObject({ outcome: 'delivered' });
  });
});

describe('faults', () => {
  it('does not double a row whose append lost its answer', async () => {
    await first();
    google.faults.cut('after', { match: 'values.append', times: 1 });
    expect((await tell(row('cus_B')))[0]).toMatchObject({ outcome: 'ambiguous' });
    expect((await tell(row('cus_B')))[0]).toMatchObject({ outcome: 'delivered' });
    sheets = destination();
    await tell(row('cus_B', { paymentCount: 2 }));
    expect(records().map((record) => record['Purchase ID'])).toEqual(['purchase_cus_A', 'purchase_cus_B']);
  });

  it('says what a quota answer says', async () => {
    await first();
    const body = { error: { code: 429, message: 'Quota exceeded', status: 'RESOURCE_EXHAUSTED' } };
    google.faults.failWith({ status: 429, body }, { times: 1 });
    expect((await tell(row('cus_B')))[0]).toMatchObject({ outcome: 'not_sent', code: 'RESOURCE_EXHAUSTED' });
    google.faults.failWith({ status: 429, body, headers: { 'retry-after': '7' } }, { times: 1 });
    expect((await tell(row('cus_B')))[0]).toMatchObject({ outcome: 'told_when', retryAfterMs: 7_000 });
  });

  it('gets one new token when the old one is refused', async () => {
    await first();
    google.expireTokens();
    expect((await tell(row('cus_B')))[0]).toMatchObject({ outcome: 'delivered' });
    expect(google.faults.count('token')).toBe(2);
  });

  it('puts a batch of changes and additions in two writes at most, apart by the interval', async () => {
    sheets = destination({ minIntervalMs: 150 });
    const views = Array.from({ length: 100 }, (_, i) => row(`cus_${i}`));
    await tell(...views.slice(0, 50));
    google.faults.forgetCalls();
    await tell(...views.map((view) => ({ ...view, paymentCount: 2 })));
    expect(writes()).toBe(2);
    const at = google.faults.calls.filter((call) => call.name !== 'values.batchGet').map((call) => call.at);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(140);
    expect(records().every((record) => record['Payment Count'] === 2)).toBe(true);
    expect(records()).toHaveLength(100);
  });

  it('verifies rows far apart, however long the address of the read would become', async () => {
    const customers = Array.from({ length: 120 }, (_, i) => `cus_${i}`);
    await tell(...customers.map((customer) => row(customer)));
    for (let at = 121; at >= 3; at -= 1) for (let i = 0; i < 101; i += 1) google.insertRow('Purchases', at);
    google.renameTab('Purchases', 'Все наши покупки и платежи');
    await tell(...customers.map((customer) => row(customer, { paymentCount: 2 })));
    await tell(...customers.map((customer) => row(customer, { paymentCount: 3 })));
    const counts = google.records('Все наши покупки и платежи').filter((record) => record['Purchase ID'] !== null);
    expect(counts).toHaveLength(120);
    expect(counts.every((record) => record['Payment Count'] === 3)).toBe(true);
  });

  it('finds rows of a sheet larger than its memory', async () => {
    sheets = destination({ maxKeys: 10 });
    const views = Array.from({ length: 40 }, (_, i) => row(`cus_${i}`));
    await tell(...views);
    await tell(...views.map((view) => ({ ...view, paymentCount: 2 })));
    expect(records()).toHaveLength(40);
    expect(records().every((record) => record['Payment Count'] === 2)).toBe(true);
  });
});
