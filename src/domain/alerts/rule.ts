import { dayMs, hourMs, minuteMs } from '../time.ts';

export const ruleNames = [
  'revenue_fell',
  'purchases_fell',
  'success_fell',
  'new_country',
  'daily_target',
  'monthly_target',
  'refunds_surge',
  'disputes_surge',
  'double_charges_surge',
  'sync_stalled',
  'silence',
] as const;
export type RuleName = (typeof ruleNames)[number];

export type Rule = Readonly<{
  /** Rules of one family are about one cause: what is told as fewer sales first may turn out to be refused cards. */
  family: string;
  /** News happened and is over; a condition lasts until it is found no more. */
  nature: 'condition' | 'news';
  /** A condition that is not found any more for so long is over; news are closed when they are so old. */
  endsAfterMs: number;
}>;

const sales: Rule = { family: 'sales', nature: 'condition', endsAfterMs: 2 * hourMs };
const surge = (family: string): Rule => ({ family, nature: 'condition', endsAfterMs: dayMs });
const news = (family: string): Rule => ({ family, nature: 'news', endsAfterMs: dayMs });

export const rules: Readonly<Record<RuleName, Rule>> = {
  revenue_fell: sales,
  purchases_fell: sales,
  success_fell: sales,
  new_country: news('new_country'),
  daily_target: news('daily_target'),
  monthly_target: news('monthly_target'),
  refunds_surge: surge('refunds'),
  disputes_surge: surge('disputes'),
  double_charges_surge: surge('double_charges'),
  sync_stalled: { family: 'sync', nature: 'condition', endsAfterMs: 0 },
  silence: { family: 'silence', nature: 'condition', endsAfterMs: 0 },
};

export function isRuleName(text: string): text is RuleName {
  return Object.hasOwn(rules, text);
}

/** Unacknowledged, a critical one is brought to mind so soon after it was told; all others, and it again, later. */
export const firstReminderMs = 30 * minuteMs;
export const reminderMs = 4 * hourMs;
