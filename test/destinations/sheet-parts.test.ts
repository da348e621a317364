import { describe, expect, it } from 'vitest';
import type { RangeValues, SheetApi } from '../../src/destinations/sheets/api.ts';
import { columnLetters, layoutOf, missingFrom, rangeIn, readRange } from '../../src/destinations/sheets/columns.ts';
import { renderRow } from '../../src/destinations/sheets/render.ts';
import { appendRows, rowRanges } from '../../src/destinations/sheets/write.ts';
import { row } from './outgoing.ts';

const tab = { sheetId: 1, title: 'T', rowCount: 100, columnCount: 30 };
const cells = renderRow(row('cus_A'), () => 'local');

describe('names of cells', () => {
  it.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [701, 'ZZ'],
    [702, 'AAA'],
  ])('column %i is %s', (index, letters) => expect(columnLetters(index)).toBe(letters));

  it('are quoted and read back', () => {
    expect(rangeIn("Anna's", 'A1')).toBe("'Anna''s'!A1");
    expect(readRange("'Anna''s'!AB11:AC12")).toEqual({ column: 27, firstRow: 11, lastRow: 12 });
    expect(readRange('T!A5')).toEqual({ column: 0, firstRow: 5, lastRow: 5 });
    expect(readRange('T!A:B')).toBeNull();
  });
});

describe('the header', () => {
  it('is read by name, whatever its capitals and blanks', () => {
    const layout = layoutOf(['', ' purchase  id', 'Created Local (UTC+1)', 'STATUS', 'Status', 5]);
    expect([...layout]).toEqual([
      ['Purchase ID', 1],
      ['Created Local', 2],
      ['Status', 3],
    ]);
    expect(missingFrom(layout)).toHaveLength(22);
  });

  it('prefers the newer name of a column', () => {
    expect(layoutOf(['Created Local (UTC+1)', 'Created Local']).get('Created Local')).toBe(1);
    expect(layoutOf(['Created Local', 'Created Local (UTC+1)']).get('Created Local')).toBe(0);
  });
});

describe('writing', () => {
  it('touches our columns only, as few ranges as they form', () => {
    const layout = layoutOf(['Status', 'Notes', 'Purchase ID', 'Currency', 'Mine']);
    expect(rowRanges(tab, layout, 7, cells)).toEqual([
      { range: "'T'!A7:A7", values: [['paid']] },
      { range: "'T'!C7:D7", values: [['purchase_cus_A', 'USD']] },
    ]);
  });

  it('puts right what an append began in another column than expected', async () => {
    const header = ['', 'Purchase ID', 'Notes', 'Currency'];
    const written: (readonly RangeValues[])[] = [];
    const api = {
      append: async () => "'T'!A9:C9",
      write: async (data: readonly RangeValues[]) => void written.push(data),
    } as unknown as SheetApi;
    const located = { header, layout: layoutOf(header), rows: new Map() };
    expect(await appendRows(api, tab, located, [cells])).toBe(9);
    expect(written).toEqual([[{ range: "'T'!A9:D9", values: [['', 'purchase_cus_A', '', 'USD']] }]]);
  });
});
