import type { Dimension } from '../metrics/dimensions.ts';

/** What of a sale a rule looks at. */
export const ruleFields = [
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_content',
  'utm_term',
  'campaign',
  'adset',
  'creative',
  'product',
] as const satisfies readonly Dimension[];
export type RuleField = (typeof ruleFields)[number];

/** `exact`: the whole value; the others whole tokens of it, so that `ar_` finds nothing in `star_`. */
export const ruleMatches = ['exact', 'begins', 'contains'] as const;
export type RuleMatch = (typeof ruleMatches)[number];

/** Whose a sale is where its field looks so. Of several rules the one with the highest priority speaks. */
export type TeamRule = Readonly<{
  team: string;
  field: RuleField;
  pattern: string;
  match: RuleMatch;
  priority: number;
}>;

export type Confidence = 'high' | 'medium' | 'low';

/** `conflict`: teams whose rules match equally; then the sale is nobody's, until a priority decides. */
export type Attribution = Readonly<{ team: string | null; confidence: Confidence; conflict: readonly string[] }>;

export function confidenceOf({ field, match }: TeamRule): Confidence {
  return field === 'utm_source' && match === 'exact' ? 'high' : 'medium';
}

export function sameRules(a: readonly TeamRule[], b: readonly TeamRule[]): boolean {
  return a.length === b.length && a.every((rule, index) => ruleText(rule) === ruleText(b[index] as TeamRule));
}

export function ruleText({ team, field, match, pattern, priority }: TeamRule): string {
  return JSON.stringify([team, field, match, pattern, priority]);
}
