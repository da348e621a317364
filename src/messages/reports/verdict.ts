import type { Currency } from '../../domain/money.ts';
import type { CampaignAnalysis, JudgedCampaign } from '../../domain/reports/campaign-analysis.ts';
import type { Estimated, Verdict } from '../../domain/verdicts/campaign-verdict.ts';
import { type Block, bold, type Line, plain } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { valueText } from './names.ts';
import { countText, shareText, sumText } from './numbers.ts';

const icons: Readonly<Record<Verdict, string>> = {
  scale: '🟢',
  hold: '🔵',
  watch: '🟡',
  stop: '🔴',
  strong: '🟢',
  average: '⚪',
  weak: '🟡',
};

/** Nobody is told to be certain: that is for what has happened. */
function chanceText(probability: number): string {
  return `${Math.min(99, Math.max(1, Math.round(probability * 100)))} %`;
}

function rangeText({ value, low, high }: Estimated, write: (one: number) => string): string {
  return `${write(value)} (${write(low)}–${write(high)})`;
}

/** `🟢 Scale: …`: the verdict with its evidence in one line. */
export function verdictText(one: JudgedCampaign, currency: Currency, locale: Locale): string {
  const name = text(locale, `verdict-${one.verdict}`);
  return `${icons[one.verdict]} ${name}: ${evidenceText(one, currency, locale)}`;
}

/** Average is also what cannot be told to be strong or weak: nobody is surer of it than of those two. */
function sureText({ verdict, probability }: JudgedCampaign, locale: Locale): string {
  if (verdict === 'average' && probability < 0.5) return text(locale, 'verdict-unclear');
  return text(locale, `verdict-sure-${verdict}`, { chance: chanceText(probability) });
}

function evidenceText(one: JudgedCampaign, currency: Currency, locale: Locale): string {
  const { purchases, roas, revenuePerDay, needs } = one;
  const sales = text(locale, 'verdict-sales', { count: purchases });
  const parts = [
    sureText(one, locale),
    roas
      ? text(locale, 'verdict-roas', { range: rangeText(roas, (x) => x.toFixed(2)) })
      : text(locale, 'verdict-per-day', {
          range: rangeText(revenuePerDay, (x) => sumText(x, currency, locale)),
          currency,
        }),
    sales,
    ...(needs === null
      ? []
      : [
          text(locale, 'verdict-needs', {
            count: countText(needs.purchases, locale),
            days: countText(needs.days, locale),
          }),
        ]),
  ];
  return parts.join(' · ');
}

/** What may be said of the budget: with spend as advice, without it only as a question; mostly nothing. */
export function budgetText({ verdict, isFarAboveAverage }: JudgedCampaign, locale: Locale): string | null {
  if (verdict === 'scale' && isFarAboveAverage) return text(locale, 'verdict-rule');
  if (verdict !== 'strong') return null;
  return text(locale, isFarAboveAverage ? 'verdict-rule-question' : 'verdict-question');
}

/** Spend, return, cost of a sale and margin, each with what it lies between; empty where nobody said the spend. */
export function returnLines(one: JudgedCampaign, currency: Currency, locale: Locale): readonly string[] {
  const { spendMinor, roas, costPerPurchase, margin } = one;
  if (spendMinor === null || !roas) return [];
  const sum = (minor: number) => sumText(minor, currency, locale);
  return [
    text(locale, 'verdict-spend', { sum: sum(spendMinor), currency }),
    ...(costPerPurchase ? [text(locale, 'verdict-cpa', { range: rangeText(costPerPurchase, sum), currency })] : []),
    ...(margin ? [text(locale, 'verdict-margin', { range: rangeText(margin, shareText) })] : []),
  ];
}

const mostVerdicts = 5;

/** The verdicts on a period's campaigns, those that sold most. */
export function verdictBlocks({ campaigns, currency }: CampaignAnalysis, locale: Locale): readonly Block[] {
  const shown = campaigns.slice(0, mostVerdicts);
  if (shown.length === 0) return [];
  const lines = shown.flatMap((one): readonly Line[] => {
    const budget = budgetText(one, locale);
    return [
      [bold(valueText('campaign', one.campaign, locale))],
      [plain(verdictText(one, currency, locale))],
      ...(budget === null ? [] : [[plain(budget)]]),
    ];
  });
  return [
    { kind: 'heading', text: text(locale, 'verdict-title') },
    { kind: 'lines', lines },
  ];
}

/** Of which days the verdicts are, where spend is known of the first ones only, and what they rest on. */
export function judgedText(
  { spendUntil, report, judged }: CampaignAnalysis,
  locale: Locale,
  days: string,
): string | null {
  if (spendUntil === null) return text(locale, 'verdict-no-spend');
  return judged.to === report.period.to ? null : text(locale, 'verdict-judged', { days });
}
