import type { CampaignFacts } from '../facts.ts';
import { valueIn } from '../metrics/dimensions.ts';
import { type Attribution, type Confidence, confidenceOf, type RuleField, ruleFields, type TeamRule } from './rule.ts';

/** Whose the sales of a campaign are. */
export type Attribute = (campaign: CampaignFacts) => Attribution;

const nobody: Attribution = { team: null, confidence: 'low', conflict: [] };
const weight: Readonly<Record<Confidence, number>> = { high: 2, medium: 1, low: 0 };
/** Sales of one campaign look alike: so many answers are remembered. */
const mostRemembered = 5_000;

function tokensOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The pattern's tokens in a row among those of the value; `places`: where they may begin. */
function findsTokens(tokens: readonly string[], pattern: readonly string[], places: number): boolean {
  const mayBegin = Math.min(places, tokens.length - pattern.length + 1);
  for (let at = 0; at < mayBegin; at++) if (pattern.every((token, n) => tokens[at + n] === token)) return true;
  return false;
}

type Compiled = Readonly<{ rule: TeamRule; rank: number; fits: (value: string) => boolean }>;

function compiled(rule: TeamRule): Compiled {
  const whole = rule.pattern.trim().toLowerCase();
  const pattern = tokensOf(whole);
  const places = rule.match === 'begins' ? 1 : Number.POSITIVE_INFINITY;
  const fits = (value: string) =>
    rule.match === 'exact'
      ? value.trim().toLowerCase() === whole
      : pattern.length > 0 && findsTokens(tokensOf(value), pattern, places);
  return { rule, rank: rule.priority * 10 + weight[confidenceOf(rule)], fits };
}

/** The highest priority speaks, then the higher confidence; two teams that match equally are a conflict. */
function judge(rules: readonly Compiled[], read: (field: RuleField) => string): Attribution {
  const fitting = rules.filter(({ rule, fits }) => read(rule.field) !== '' && fits(read(rule.field)));
  const best = Math.max(...fitting.map(({ rank }) => rank));
  const speaking = fitting.filter(({ rank }) => rank === best).map(({ rule }) => rule);
  const [first] = speaking;
  if (!first) return nobody;
  const teams = [...new Set(speaking.map(({ team }) => team))];
  if (teams.length > 1) return { ...nobody, conflict: teams.toSorted() };
  return { team: first.team, confidence: confidenceOf(first), conflict: [] };
}

export function attributeBy(rules: readonly TeamRule[]): Attribute {
  if (rules.length === 0) return () => nobody;
  const all = rules.map(compiled);
  const used = ruleFields.filter((field) => rules.some((rule) => rule.field === field));
  const known = new Map<string, Attribution>();
  return (campaign) => {
    const traits = { provider: '', method: null, country: null, city: null, team: null, campaign };
    const values = new Map(used.map((field) => [field, valueIn(field, traits)]));
    const key = [...values.values()].join('\n');
    const remembered = known.get(key);
    if (remembered) return remembered;
    const answer = judge(all, (field) => values.get(field) ?? '');
    if (known.size >= mostRemembered) known.clear();
    known.set(key, answer);
    return answer;
  };
}
