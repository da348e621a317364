import type { Decoded } from '../server.ts';
import {
  type Fields,
  headerText,
  isFields,
  jsonReply,
  parseFields,
  type WireReply,
  type WireRequest,
} from '../wire.ts';
import { runBatch, sheetProperties } from './batch.ts';
import type { Document } from './document.ts';
import { applyMask } from './mask.ts';
import { GoogleRefusal, invalidArgument } from './refusal.ts';
import type { Tokens } from './token.ts';
import {
  appendValues,
  clearValues,
  type ReadOptions,
  readValues,
  type WriteOptions,
  writeAll,
  writeValues,
} from './values.ts';

type Route = { name: string; isWrite: boolean; document: string; range: string };

/** `/v4/spreadsheets/{id}[:verb | /values[:verb | /{range}[:verb]]]`. */
function routeOf(request: WireRequest): Route | undefined {
  const [, rest] = /^\/v4\/spreadsheets\/(.+)$/.exec(request.path) ?? [];
  if (rest === undefined) return undefined;
  const [head = '', section = '', ...more] = rest.split('/');
  const [document = '', verb = ''] = decodeURIComponent(head).split(':');
  const method = request.method;
  const isRead = method === 'GET';
  if (section === '')
    return { name: verb || (isRead ? 'spreadsheets.get' : ''), isWrite: !isRead, document, range: '' };
  const [values = '', valuesVerb = ''] = decodeURIComponent(section).split(':');
  if (values !== 'values') return undefined;
  if (more.length === 0) return { name: `values.${valuesVerb}`, isWrite: !isRead, document, range: '' };
  const [, range = '', rangeVerb = ''] = /^(.*?)(?::(append|clear))?$/s.exec(decodeURIComponent(more.join('/'))) ?? [];
  const plain = isRead ? 'get' : 'update';
  return { name: `values.${rangeVerb || plain}`, isWrite: !isRead, document, range };
}

export function decode(request: WireRequest): Decoded {
  const name = request.path === '/token' ? 'token' : (routeOf(request)?.name ?? request.path);
  const body = name === 'token' ? {} : (parseFields(request.body.toString('utf8')) ?? {});
  return { name, body: { ...Object.fromEntries(request.url.searchParams), ...body } };
}

function readOptions(query: URLSearchParams): ReadOptions {
  return {
    majorDimension: query.get('majorDimension') ?? 'ROWS',
    render: query.get('valueRenderOption') ?? 'FORMATTED_VALUE',
  };
}

function writeOptions(source: (name: string) => unknown): WriteOptions {
  return { input: String(source('valueInputOption') ?? ''), include: source('includeValuesInResponse') === 'true' };
}

function spreadsheet(document: Document, url: string): Fields {
  return {
    spreadsheetId: document.id,
    properties: { title: document.title, locale: 'en_US', autoRecalc: 'ON_CHANGE', timeZone: 'Etc/GMT' },
    sheets: document.tabs.map((tab) => ({ properties: sheetProperties(document, tab) })),
    spreadsheetUrl: `${url}/spreadsheets/d/${document.id}/edit`,
  };
}

function batchWrite(document: Document, body: Fields): Fields {
  const responses = writeAll(
    document,
    body['data'],
    writeOptions((name) => body[name]),
  );
  const sum = (pick: (r: (typeof responses)[number]) => number) => responses.reduce((total, r) => total + pick(r), 0);
  return {
    spreadsheetId: document.id,
    totalUpdatedRows: sum((r) => r.updatedRows),
    totalUpdatedColumns: sum((r) => r.updatedColumns),
    totalUpdatedCells: sum((r) => r.updatedCells),
    totalUpdatedSheets: new Set(responses.map((r) => r.updatedRange.split('!')[0])).size,
    responses,
  };
}

function batchClear(document: Document, body: Fields): Fields {
  const ranges = Array.isArray(body['ranges']) ? body['ranges'].map(String) : [];
  return { spreadsheetId: document.id, clearedRanges: ranges.map((range) => clearValues(document, range)) };
}

type Answer = (document: Document, route: Route, query: URLSearchParams, body: Fields) => Fields;

const ANSWERS: Readonly<Record<string, Answer>> = {
  batchUpdate: (document, _, __, body) => ({
    spreadsheetId: document.id,
    replies: runBatch(document, body['requests']),
  }),
  'values.get': (document, route, query) => readValues(document, route.range, readOptions(query)),
  'values.batchGet': (document, _, query) => ({
    spreadsheetId: document.id,
    valueRanges: query.getAll('ranges').map((range) => readValues(document, range, readOptions(query))),
  }),
  'values.update': (document, route, query, body) =>
    writeValues(
      document,
      route.range,
      body,
      writeOptions((name) => query.get(name)),
    ),
  'values.append': (document, route, query, body) => {
    const insert = query.get('insertDataOption') === 'INSERT_ROWS';
    return appendValues(document, route.range, body, { ...writeOptions((name) => query.get(name)), insert });
  },
  'values.clear': (document, route) => ({
    spreadsheetId: document.id,
    clearedRange: clearValues(document, route.range),
  }),
  'values.batchUpdate': (document, _, __, body) => batchWrite(document, body),
  'values.batchClear': (document, _, __, body) => batchClear(document, body),
};

/** Reads and writes of the current minute against the quota. */
function createQuota(limit: number | undefined, nowMs: () => number): (isWrite: boolean) => void {
  let minute = 0;
  let used = { read: 0, write: 0 };
  return (isWrite) => {
    if (limit === undefined) return;
    const now = Math.floor(nowMs() / 60_000);
    if (now !== minute) used = { read: 0, write: 0 };
    minute = now;
    const kind = isWrite ? 'write' : 'read';
    used[kind] += 1;
    if (used[kind] <= limit) return;
    const metric = isWrite ? 'Write requests' : 'Read requests';
    const message = `Quota exceeded for quota metric '${metric}' and limit '${metric} per minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:1'.`;
    throw new GoogleRefusal(429, 'RESOURCE_EXHAUSTED', message);
  };
}

const UNAUTHENTICATED =
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.';

type ApiOptions = { quotaPerMinute: number | undefined; nowMs: () => number; url: () => string; changed: () => void };

/** Sheets API v4 over one document: token, document and sharing first, then the quota, then the call. */
export class SheetsApi {
  /** False: the document is no longer shared with the service account. */
  isShared = true;
  readonly #document: Document;
  readonly #tokens: Tokens;
  readonly #options: ApiOptions;
  readonly #spend: (isWrite: boolean) => void;

  constructor(document: Document, tokens: Tokens, options: ApiOptions) {
    this.#document = document;
    this.#tokens = tokens;
    this.#options = options;
    this.#spend = createQuota(options.quotaPerMinute, options.nowMs);
  }

  handle(request: WireRequest): WireReply {
    if (request.path === '/token') return this.#tokens.exchange(request);
    try {
      const body = request.body.length > 0 ? parseFields(request.body.toString('utf8')) : {};
      if (!isFields(body)) throw invalidArgument('Invalid JSON payload received.');
      return this.#answer(request, body);
    } catch (error) {
      if (error instanceof GoogleRefusal) return error.toReply();
      throw error;
    }
  }

  #authorise(request: WireRequest, route: Route): void {
    const token = headerText(request.headers, 'authorization').replace(/^Bearer /, '');
    if (!this.#tokens.isValid(token)) throw new GoogleRefusal(401, 'UNAUTHENTICATED', UNAUTHENTICATED);
    if (route.document !== this.#document.id) {
      throw new GoogleRefusal(404, 'NOT_FOUND', 'Requested entity was not found.');
    }
    if (!this.isShared) throw new GoogleRefusal(403, 'PERMISSION_DENIED', 'The caller does not have permission');
  }

  #run(route: Route, query: URLSearchParams, body: Fields): Fields {
    if (route.name === 'spreadsheets.get') return spreadsheet(this.#document, this.#options.url());
    const answer = Object.hasOwn(ANSWERS, route.name) ? ANSWERS[route.name] : undefined;
    if (!answer) throw new GoogleRefusal(404, 'NOT_FOUND', 'Method not found.');
    return answer(this.#document, route, query, body);
  }

  #answer(request: WireRequest, body: Fields): WireReply {
    const route = routeOf(request);
    if (!route) throw new GoogleRefusal(404, 'NOT_FOUND', 'Method not found.');
    this.#authorise(request, route);
    this.#spend(route.isWrite);
    const query = request.url.searchParams;
    const result = this.#run(route, query, body);
    if (route.isWrite) this.#options.changed();
    return jsonReply(200, applyMask(result, query.get('fields')));
  }
}
