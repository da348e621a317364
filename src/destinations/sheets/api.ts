import type { GoogleClient, SheetsCall } from '../../clients/google.ts';
import { failureOf } from '../judged.ts';
import type { Failure } from '../parts.ts';
import { rangeIn } from './columns.ts';
import type { CellValue } from './render.ts';

export type Cells = readonly (readonly unknown[])[];
/** A new tab's size, where Google does not tell one. */
const usualGrid = { rowCount: 1_000, columnCount: 26 };
const noGrid = { rowCount: 0, columnCount: 0 };

type SheetProperties = Readonly<{
  sheetId?: number | null;
  title?: string | null;
  sheetType?: string | null;
  gridProperties?: Readonly<{ rowCount?: number | null; columnCount?: number | null }>;
}>;

function tabInfoOf(properties: SheetProperties | undefined): TabInfo {
  const { sheetId, title, sheetType, gridProperties } = properties ?? {};
  const usual = (sheetType ?? 'GRID') === 'GRID' ? usualGrid : noGrid;
  return {
    sheetId: sheetId ?? 0,
    title: title ?? '',
    rowCount: gridProperties?.rowCount ?? usual.rowCount,
    columnCount: gridProperties?.columnCount ?? usual.columnCount,
  };
}

export type TabInfo = Readonly<{ sheetId: number; title: string; rowCount: number; columnCount: number }>;
export type RangeValues = Readonly<{ range: string; values: readonly (readonly (CellValue | null)[])[] }>;

/** A round over the sheet that cannot go on; what was written before it is written. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.detail);
    this.failure = failure;
  }
}

export function refusal(code: string, detail: string): Refused {
  return new Refused({ outcome: 'config', code, detail, scope: 'destination' });
}

/** The calls that the destination makes, on one document. Each throws Refused. */
export type SheetApi = ReturnType<typeof createSheetApi>;

export function createSheetApi(client: GoogleClient, spreadsheetId: string, signal: AbortSignal) {
  async function call<T>(run: SheetsCall<T>): Promise<T> {
    const answer = await client.sheets(run, signal);
    if (answer.ok) return answer.data;
    const failure = failureOf('sheets', answer.wire);
    throw new Refused(failure ?? { outcome: 'unrecognised', code: 'unreadable', detail: 'an answer without data' });
  }

  return {
    describe: async (): Promise<readonly TabInfo[]> => {
      const fields = 'sheets.properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount))';
      const { sheets } = await call((api, options) => api.get({ spreadsheetId, fields }, options));
      return (sheets ?? []).map(({ properties }) => tabInfoOf(properties));
    },

    /** The cells of each range, rows first; empty rows and cells at the end are absent. */
    read: async (
      title: string,
      ranges: readonly string[],
      valueRenderOption: 'UNFORMATTED_VALUE' | 'FORMULA' = 'UNFORMATTED_VALUE',
    ): Promise<readonly Cells[]> => {
      const cells: Cells[] = [];
      for (const group of shortGroups(ranges.map((range) => rangeIn(title, range)))) {
        const how = { majorDimension: 'ROWS', valueRenderOption };
        const { valueRanges } = await call((api, options) =>
          api.values.batchGet({ spreadsheetId, ranges: group, ...how }, options),
        );
        cells.push(...group.map((_, index) => valueRanges?.[index]?.values ?? []));
      }
      return cells;
    },

    /** One range as somebody names it, in any tab. */
    readAny: async (range: string): Promise<Cells> => {
      const how = { majorDimension: 'ROWS', valueRenderOption: 'UNFORMATTED_VALUE', ranges: [range] };
      const { valueRanges } = await call((api, options) => api.values.batchGet({ spreadsheetId, ...how }, options));
      return valueRanges?.[0]?.values ?? [];
    },

    /** RAW: a text that begins with `=` stays a text. A null leaves its cell alone. */
    write: async (data: readonly RangeValues[]): Promise<void> => {
      const requestBody = { valueInputOption: 'RAW', data: data as never, includeValuesInResponse: false };
      await call((api, options) => api.values.batchUpdate({ spreadsheetId, requestBody }, options));
    },

    /** New rows below the table that `range` lies in, by insertion, so that nobody's row is overwritten. */
    append: async (range: string, values: RangeValues['values']): Promise<string> => {
      const requestBody = { majorDimension: 'ROWS', values: values as never };
      const how = { valueInputOption: 'RAW', insertDataOption: 'INSERT_ROWS', includeValuesInResponse: false };
      const answer = await call((api, options) =>
        api.values.append({ spreadsheetId, range, ...how, requestBody }, options),
      );
      return answer.updates?.updatedRange ?? '';
    },

    /** The reply to the last of these requests. */
    change: async (requests: readonly Readonly<Record<string, unknown>>[]) => {
      const requestBody = { requests: requests as never };
      const answer = await call((api, options) => api.batchUpdate({ spreadsheetId, requestBody }, options));
      return answer.replies?.at(-1) ?? {};
    },

    exists: async (): Promise<void> => {
      await call((api, options) => api.get({ spreadsheetId, fields: 'spreadsheetId' }, options));
    },
  };
}

/** Ranges travel in the address, which may not grow without bound: nearly always they are one group. */
const maxAddressUnits = 6_000;

function shortGroups(ranges: readonly string[]): readonly string[][] {
  const groups: string[][] = [];
  let units = maxAddressUnits;
  for (const range of ranges) {
    const more = encodeURIComponent(range).length + '&ranges='.length;
    if (units + more > maxAddressUnits) {
      groups.push([]);
      units = 0;
    }
    groups.at(-1)?.push(range);
    units += more;
  }
  return groups;
}
