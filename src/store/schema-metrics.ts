/** One try to pay that is decided, in its own words: a payment may have had several. */
export type ChargeTable = {
  provider: string;
  external_id: string;
  at: string;
  succeeded: 0 | 1;
  currency: string;
  method: string | null;
  country: string | null;
  failure_code: string | null;
};
/** UTC hours (`2026-11-20T21`) in which something changed; `marks` counts the changes, so that none is cleared unseen. */
export type DirtyHourTable = { hour: string; marks: number };
/** When an hour was last summed and its mark taken away, in turns; the one of the hour '' counts them. */
export type SummedHourTable = { hour: string; turn: number };
/** Sums of a business day (`bucket` is its date) or of an hour of it (its first instant), by one dimension's value. */
export type RollupTable = {
  grain: 'day' | 'hour';
  dimension: string;
  bucket: string;
  value: string;
  currency: string;
  gross_minor: number;
  payments: number;
  purchases: number;
  starts: number;
  new_customers: number;
  refunded_minor: number;
  refunds: number;
  disputed_minor: number;
  disputes: number;
  sales_back_minor: number;
  attempts: number;
  succeeded: number;
};
/** Days whose sums changed after they had been summed as closed. */
export type RevisedDayTable = { date: string; revised_at: string };
/** One unit of `currency` is `rate` units of `base`, from this business date on. */
export type RateTable = {
  currency: string;
  base: string;
  date: string;
  rate: string;
  source: string;
  set_by: string;
  set_at: string;
};

/** A report as it was made for a slot: its message shows these numbers whenever it is sent. */
export type MadeReportTable = { id: string; job: string; slot: string; made_at: string; report: string };

/** What a source says was paid for a campaign's advertising on a business day. */
export type SpendTable = {
  campaign: string;
  date: string;
  currency: string;
  source: 'file' | 'sheet' | 'api';
  amount_minor: number;
  set_by: string;
  set_at: string;
};

/** What was paid in a currency on a business day, and what a provider booked for it in another. */
export type SettledDayTable = {
  date: string;
  currency: string;
  base: string;
  amount_minor: number;
  settled_minor: number;
};

/** Rules that say whose sales are whose, in the order of `place`. */
export type TeamRuleTable = {
  place: number;
  team: string;
  field: string;
  pattern: string;
  match: 'exact' | 'begins' | 'contains';
  priority: number;
};

/** What reports are made of. */
export type MetricTables = {
  charges: ChargeTable;
  dirty_hours: DirtyHourTable;
  rollups: RollupTable;
  revised_days: RevisedDayTable;
  rates: RateTable;
  made_reports: MadeReportTable;
  spend: SpendTable;
  team_rules: TeamRuleTable;
  summed_hours: SummedHourTable;
  settled_days: SettledDayTable;
};
