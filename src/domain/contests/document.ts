import { Temporal } from 'temporal-polyfill';
import type { InTwoLanguages } from '../shop/plan.ts';
import { type Instant, instantOf } from '../time.ts';
import { type Zone, zone } from '../zone.ts';
import { type Contest, contestCodeShape, type Prize } from './contest.ts';

/** As a contest is written down by people and programs; times may be local ones of its zone: `2026-12-01 10:00`. */
export type ContestDocument = Readonly<Record<string, unknown>>;

/** The fields that cannot be as they are. */
export type ReadContest = Readonly<{ ok: true; contest: Contest } | { ok: false; mistakes: readonly string[] }>;

const mostPlaces = 1_000;
const mostDays = 3_650;
const mostTickets = 1_000_000;
const longestText = 3_000;
/** It stands in one message, with what was won. */
const longestWinnerText = 1_000;

class Mistake extends Error {}

/** Reads each field by its own rule and names every one that is wrong. What is not given is as in `usual`. */
export function readContest(document: unknown, usual: Readonly<{ zone: string }>): ReadContest {
  if (!isRecord(document)) return { ok: false, mistakes: ['document'] };
  const mistakes: string[] = unknownFields(document);
  const field = <T>(name: string, read: (value: unknown) => T, otherwise?: T): T => {
    const value = document[name];
    if (value === undefined && otherwise !== undefined) return otherwise;
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof Mistake) && !(error instanceof RangeError)) throw error;
      mistakes.push(name);
      return undefined as T;
    }
  };
  const name = field('zone', readZone, usual.zone);
  const zoned = { name: name ?? 'UTC' };
  const contest: Contest = {
    code: field('code', readCode),
    title: field('title', (value) => bothLanguages(value, 100)),
    startsAt: field('startsAt', (value) => readInstant(value, zoned)),
    endsAt: field('endsAt', (value) => readInstant(value, zoned)),
    zone: zoned.name,
    attributionWindowDays: field('attributionWindowDays', (value) => whole(value, 0, mostDays)),
    holdDays: field('holdDays', (value) => whole(value, 0, mostDays)),
    rules: field('rules', readRules),
    ticketsByPlan: field('ticketsByPlan', readTickets, {}),
    prizes: field('prizes', readPrizes),
    texts: field('texts', (value) => (value === null ? null : bothLanguages(value, longestText)), null),
    winnerTexts: field(
      'winnerTexts',
      (value) => (value === null ? null : bothLanguages(value, longestWinnerText)),
      null,
    ),
    limits: field('limits', readLimits, { ticketsPerPerson: null }),
    publishTo: field('publishTo', readChat, null),
    active: field('active', flag),
  };
  if (mistakes.length === 0 && contest.startsAt >= contest.endsAt) mistakes.push('endsAt');
  return mistakes.length === 0 ? { ok: true, contest } : { ok: false, mistakes };
}

const fields = [
  ...['code', 'title', 'startsAt', 'endsAt', 'zone', 'attributionWindowDays', 'holdDays', 'rules', 'ticketsByPlan'],
  ...['prizes', 'texts', 'winnerTexts', 'limits', 'publishTo', 'active'],
];

/** A mistyped name that is passed over would be a rule that nobody meant. */
function unknownFields(document: ContestDocument): string[] {
  return Object.keys(document).filter((name) => !fields.includes(name));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(): never {
  throw new Mistake();
}

function readCode(value: unknown): string {
  return typeof value === 'string' && contestCodeShape.test(value) ? value : wrong();
}

function readZone(value: unknown): string {
  return typeof value === 'string' ? zone(value).name : wrong();
}

function words(value: unknown, longest: number): string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= longest ? value.trim() : wrong();
}

function bothLanguages(value: unknown, longest: number): InTwoLanguages {
  return isRecord(value) ? { ru: words(value['ru'], longest), en: words(value['en'], longest) } : wrong();
}

/** With `Z` or an offset it is what it says; without, it is local. A day is its first instant. */
function readInstant(value: unknown, { name }: Zone): Instant {
  if (typeof value !== 'string') return wrong();
  const text = value.trim().replace(' ', 'T');
  if (/(Z|[+-]\d{2}:?\d{2})$/.test(text) && text.includes('T'))
    return instantOf(Temporal.Instant.from(text).epochMilliseconds);
  return instantOf(Temporal.PlainDateTime.from(text).toZonedDateTime(name).epochMilliseconds);
}

function whole(value: unknown, least: number, most: number): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most ? value : wrong();
}

function flag(value: unknown): boolean {
  return typeof value === 'boolean' ? value : wrong();
}

function readRules(value: unknown): Contest['rules'] {
  if (!isRecord(value)) return wrong();
  const { selfPurchase, inviteePayment, renewals } = value;
  return { selfPurchase: flag(selfPurchase), inviteePayment: flag(inviteePayment), renewals: flag(renewals) };
}

function readTickets(value: unknown): Contest['ticketsByPlan'] {
  if (!isRecord(value)) return wrong();
  return Object.fromEntries(Object.entries(value).map(([plan, tickets]) => [plan, whole(tickets, 0, mostTickets)]));
}

/** Places 1, 2, 3 … without a gap. */
function readPrizes(value: unknown): readonly Prize[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > mostPlaces) return wrong();
  const prizes = value.map((prize): Prize => {
    if (!isRecord(prize)) return wrong();
    const title = typeof prize['title'] === 'string' ? words(prize['title'], 200) : bothLanguages(prize['title'], 200);
    return { place: whole(prize['place'], 1, mostPlaces), title };
  });
  const sorted = prizes.toSorted((a, b) => a.place - b.place);
  return sorted.every(({ place }, index) => place === index + 1) ? sorted : wrong();
}

function readLimits(value: unknown): Contest['limits'] {
  if (!isRecord(value)) return wrong();
  const most = value['ticketsPerPerson'] ?? null;
  return { ticketsPerPerson: most === null ? null : whole(most, 1, mostTickets) };
}

/** A chat's number, or a channel's public name. */
function readChat(value: unknown): string | null {
  if (value === null) return null;
  return typeof value === 'string' && /^(-?\d{1,20}|@[A-Za-z]\w{3,31})$/.test(value) ? value : wrong();
}
