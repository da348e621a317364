import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import readXlsxFile from 'read-excel-file/node';
import { afterAll, describe, expect, it } from 'vitest';
import { currency, money } from '../../src/domain/money.ts';
import { csvChunks, csvFile } from '../../src/files/csv.ts';
import { createFileMaker } from '../../src/files/maker.ts';
import { type Column, FileTooLarge, type Row, type Table } from '../../src/files/table.ts';
import { hostile } from '../support/hostile.ts';
import { seed } from '../support/scale.ts';

const maker = createFileMaker();
afterAll(() => maker.close());

const usd = currency('USD');
const columns: readonly Column[] = [
  { title: 'Дата', kind: 'date' },
  { title: 'Кампания', kind: 'text' },
  { title: 'Выручка, USD', kind: 'money' },
  { title: 'Покупки', kind: 'count' },
  { title: 'Успешность', kind: 'percent' },
];
const table: Table = {
  columns,
  rows: [
    ['2026-11-20', 'Осень «ЕГЭ», видео', money(123_450, usd), 45, 0.935],
    ['2026-11-19', 'brand; "x"\nline', money(-1_250, usd), 0, null],
    ['2026-11-18', '=1+1', null, 7, 1],
    ['2026-11-17', '-5', money(0, usd), -3, 0],
  ],
};
const texts = (strings: readonly string[]): Table => ({
  columns: [{ title: 'x', kind: 'text' }],
  rows: strings.map((text) => [text]),
});
/** As a spreadsheet would read the beginning of a cell, with what some of them trim. */
const formula = /^(?:[\t\r\n]|[\s\u200b\ufeff]*[=+\-@＝＋－＠])/u;
const csvRead = (bytes: Buffer) => parse(bytes, { bom: true, relax_column_count: false }) as string[][];
const xlsxRead = async (own: Table) => {
  const bytes = await maker.write({ name: 'x.xlsx', format: 'xlsx', table: own });
  const [sheet] = await readXlsxFile(bytes);
  return { bytes, rows: sheet?.data ?? [] };
};

describe('CSV', () => {
  it('is read back as it was written, with a byte order mark and numbers as numbers', async () => {
    const bytes = await maker.write({ name: 'x.csv', format: 'csv', table });
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(csvRead(bytes)).toEqual([
      ['Дата', 'Кампания', 'Выручка, USD', 'Покупки', 'Успешность'],
      ['2026-11-20', 'Осень «ЕГЭ», видео', '1234.50', '45', '0.935'],
      ['2026-11-19', 'brand; "x"\nline', '-12.50', '0', ''],
      ['2026-11-18', "'=1+1", '', '7', '1'],
      ['2026-11-17', "'-5", '0.00', '-3', '0'],
    ]);
  });

  it('of hostile texts has no formula, and loses nothing but the sign that ends a text', async () => {
    const strings = fc.sample(hostile, { numRuns: 5_000, seed });
    const rows = csvRead(await csvFile(texts(strings))).slice(1);
    expect(rows).toHaveLength(strings.length);
    for (const [index, [cell = '']] of rows.entries()) {
      expect(cell).not.toMatch(formula);
      const whole = (strings[index] ?? '').toWellFormed().replaceAll('\0', '');
      expect([whole, `'${whole}`]).toContain(cell);
    }
  });

  it('is made page by page, and ends where it grows too large', async () => {
    const asked: number[] = [];
    async function* pages(): AsyncGenerator<readonly Row[]> {
      for (let page = 0; page < 1_000; page += 1) {
        asked.push(page);
        yield Array.from({ length: 100 }, (_, row) => [`row ${page * 100 + row}`]);
      }
    }
    const chunks: Buffer[] = [];
    const write = async (): Promise<void> => {
      const [text] = columns.slice(1);
      for await (const chunk of csvChunks(text ? [text] : [], pages(), { maxBytes: 10_000 })) chunks.push(chunk);
    };
    await expect(write()).rejects.toThrow(FileTooLarge);
    expect(asked.length).toBeLessThan(20);
    expect(Buffer.concat(chunks).length).toBeLessThanOrEqual(10_000);
  });
});

describe('XLSX', () => {
  it('is read back as it was written: amounts and counts as numbers, days as days, texts as texts', async () => {
    const { rows } = await xlsxRead(table);
    expect(rows).toEqual([
      ['Дата', 'Кампания', 'Выручка, USD', 'Покупки', 'Успешность'],
      [new Date('2026-11-20'), 'Осень «ЕГЭ», видео', 1_234.5, 45, 0.935],
      [new Date('2026-11-19'), 'brand; "x"\nline', -12.5, 0, null],
      [new Date('2026-11-18'), '=1+1', null, 7, 1],
      [new Date('2026-11-17'), '-5', 0, -3, 0],
    ]);
  });

  it('of hostile texts has no formula: every cell is a text', async () => {
    const { bytes, rows } = await xlsxRead(texts(fc.sample(hostile, { numRuns: 2_000, seed })));
    const files = unzipSync(bytes);
    const sheet = Buffer.from(files['xl/worksheets/sheet1.xml'] ?? []).toString('utf8');
    expect(sheet).toContain('<sheetData>');
    expect(sheet).not.toMatch(/<f[ >/]/);
    for (const [cell] of rows) expect(['string', 'object']).toContain(typeof cell);
  });

  it('has an empty cell where nothing of a text may be written', async () => {
    const { rows } = await xlsxRead(texts(['\u0000\u0007', 'a\u0000b', ' \r\n']));
    expect(rows.slice(1, 3)).toEqual([[null], ['ab']]);
  });

  it('holds texts that are names of every object', async () => {
    const { rows } = await xlsxRead(texts(['toString', '__proto__', 'constructor', 'brand']));
    expect(rows.slice(1).map(([cell]) => String(cell).trim())).toEqual([
      'toString',
      '__proto__',
      'constructor',
      'brand',
    ]);
  });

  it('of more than a sheet should hold is refused before it is begun', async () => {
    const rows = Array.from({ length: 400_001 }, () => ['x']);
    const large = { columns: [{ title: 'x', kind: 'text' as const }], rows };
    await expect(maker.write({ name: 'x.xlsx', format: 'xlsx', table: large })).rejects.toThrow(FileTooLarge);
  });
});
