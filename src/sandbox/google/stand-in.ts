import type { Clock } from '../../lib/clock.ts';
import type { ControlTable } from '../control.ts';
import { type LoopbackServer, startLoopbackServer } from '../server.ts';
import type { WireRequest } from '../wire.ts';
import { decode, SheetsApi } from './api.ts';
import { createDocument, type Document } from './document.ts';
import { createSheetPeople, type SheetPeople } from './people.ts';
import { createTokens } from './token.ts';

export type { SheetPeople } from './people.ts';

export type GoogleOptions = {
  clock: Clock;
  serviceEmail: string;
  /** PEM; assertions must be signed with the other half. */
  publicKey: string;
  docId?: string;
  title?: string;
  port?: number;
  /** Requests a minute before 429, reads and writes apart; Google's are 60. None by default. */
  quotaPerMinute?: number;
};

export type GoogleStandIn = LoopbackServer &
  SheetPeople & {
    readonly docId: string;
    readonly tokenUrl: string;
    /** The document is no longer shared with the service account: 403. */
    revoke(): void;
    grant(): void;
    /** Every token given so far stops working: 401. */
    expireTokens(): void;
    subscribe(listener: () => void): () => void;
    save(): Document;
    restore(saved: Document): void;
  };

function controlOf(people: SheetPeople): ControlTable {
  return {
    tabs: people.tabs,
    grid: (args: { tab: string }) => people.grid(args.tab),
    records: (args: { tab: string }) => people.records(args.tab),
    edit: (args: { tab: string; cell: string; value: string | number }) => people.edit(args.tab, args.cell, args.value),
    sortBy: (args: { tab: string; column: string; descending?: boolean }) =>
      people.sortBy(args.tab, args.column, args.descending),
    deleteRow: (args: { tab: string; row: number }) => people.deleteRow(args.tab, args.row),
    deleteTab: (args: { tab: string }) => people.deleteTab(args.tab),
  };
}

/** Google's token endpoint (`/token`) and Sheets API v4 on one loopback port, with one document shared. */
export async function startGoogleStandIn(options: GoogleOptions): Promise<GoogleStandIn> {
  const { clock, serviceEmail, publicKey, quotaPerMinute } = options;
  const document = createDocument(options.docId ?? 'sandbox-payments-sheet', options.title ?? 'Payments');
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  let url = '';
  const nowMs = () => clock.nowMs();
  const people = createSheetPeople(document, changed);
  const tokens = createTokens({ serviceEmail, publicKey, nowMs, tokenUrl: () => `${url}/token` });
  const api = new SheetsApi(document, tokens, { quotaPerMinute, nowMs, url: () => url, changed });
  const standIn = { decode, handle: (request: WireRequest) => api.handle(request), control: controlOf(people) };
  const server = await startLoopbackServer(standIn, clock, options.port);
  url = server.url;
  return {
    ...server,
    ...people,
    docId: document.id,
    tokenUrl: `${url}/token`,
    revoke() {
      api.isShared = false;
    },
    grant() {
      api.isShared = true;
    },
    expireTokens: tokens.expireAll,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    save: () => document,
    restore: (saved) => void Object.assign(document, structuredClone(saved), { id: document.id }),
  };
}
