import type { Currency } from '../../domain/money.ts';
import type { Days } from '../../domain/period-words.ts';
import type { Actor } from '../../domain/permissions.ts';
import type { CampaignAnalysis } from '../../domain/reports/campaign-analysis.ts';
import type { PaymentExport } from '../../domain/reports/exported-payment.ts';
import type { Report, ReportFilter, ReportKind } from '../../domain/reports/report.ts';
import type { LineProblem } from '../../domain/spend/read-spend.ts';
import type { TeamRule } from '../../domain/teams/rule.ts';
import type { BusinessDate, Instant } from '../../domain/time.ts';
import type { SavedSpend, SpendInput } from '../spend/save-spend.ts';
import type { SavedRules } from '../teams/save-rules.ts';
import type { Result } from '../types.ts';

export type ReportWish = Readonly<{
  kind: ReportKind;
  /** In words as somebody typed them, or as dates, both included; left out: what is usual for the kind. */
  period?: string | Days | undefined;
  /** Only what was sold in it. */
  currency?: Currency | null | undefined;
  filter?: ReportFilter | null | undefined;
  /** Only this campaign, by its very name; broken down by its creatives, adsets and countries. */
  campaign?: string | null | undefined;
  /** Rows of each ranking, instead of the kind's own number; `all` for files and routes. */
  top?: number | 'all' | undefined;
  /** Up to when the report before this one was told: places are compared with then. */
  since?: Instant | undefined;
  /** When the slot was due that it is made for; told where that is over ten minutes ago. */
  dueAt?: Instant | undefined;
}>;

/** A rate as somebody gave it: one unit of `currency` is `rate` units of the base currency from `date` on. */
export type NewRate = Readonly<{ currency: string; date: string; rate: string }>;
export type RateView = Readonly<{
  currency: Currency;
  base: Currency;
  date: BusinessDate;
  rate: string;
  source: string;
}>;
/** Either all were saved, or none and why. */
export type SavedRates = Readonly<{ saved: number; problems: readonly LineProblem[] }>;

export type SumsStatus = Readonly<{
  /** Hours whose sums may differ from the ledger now. */
  dirtyHours: number;
  /** The oldest and newest of them. */
  from: string | null;
  to: string | null;
  storedDays: number;
}>;

export type ReportFlows = Readonly<{
  /** `bad_period` where the period cannot be told from what was typed, or is longer than 400 days. */
  runReport: (actor: Actor, wish: ReportWish) => Promise<Result<{ report: Report }>>;
  /** Without a period: the last seven days, with today. */
  analyzeCampaigns: (actor: Actor, wish: Omit<ReportWish, 'kind'>) => Promise<Result<{ analysis: CampaignAnalysis }>>;
  /** The same, told to every place that wants campaign reports; `id` is null where none does. */
  sendCampaignReport: (
    actor: Actor,
    wish: Omit<ReportWish, 'kind'>,
  ) => Promise<Result<{ id: string | null; places: number }>>;
  /** The list of payments; waits for a second person where there are two who could allow it. */
  exportPayments: (actor: Actor, period: string | Days) => Promise<Result<{ exported: PaymentExport }>>;
  /** With `dryRun` it is only told what would be different. */
  saveSpend: (actor: Actor, input: SpendInput, dryRun: boolean) => Promise<Result<{ spend: SavedSpend }>>;
  listTeamRules: (actor: Actor) => Promise<Result<{ rules: readonly TeamRule[] }>>;
  /** A file of `team,field,pattern,match,priority`; with `dryRun` it is only told what would move. */
  saveTeamRules: (actor: Actor, csv: string, dryRun: boolean) => Promise<Result<{ teams: SavedRules }>>;
  /** The newest first; of one currency, or of all. */
  listRates: (actor: Actor, currency?: Currency) => Promise<Result<{ base: Currency; rates: readonly RateView[] }>>;
  saveRates: (actor: Actor, rates: readonly NewRate[], source: 'operator' | 'file') => Promise<Result<SavedRates>>;
  /** A file of `date,currency,rate`, or the same columns by their names. */
  importRates: (actor: Actor, csv: string) => Promise<Result<SavedRates>>;
  sumsStatus: (actor: Actor) => Promise<Result<{ status: SumsStatus }>>;
  /** All sums are made anew from the ledger, beside a worker that may do the same; returns how many days that were. */
  rebuildSums: (actor: Actor) => Promise<Result<{ days: number }>>;
}>;
