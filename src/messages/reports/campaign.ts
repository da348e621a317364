import type { CampaignAnalysis, JudgedCampaign } from '../../domain/reports/campaign-analysis.ts';
import type { Report } from '../../domain/reports/report.ts';
import { oneLine } from '../../lib/html.ts';
import { open } from '../bot/buttons.ts';
import type { Reader } from '../bot/local-time.ts';
import { type Block, bold, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { periodText, shortRangeText } from './dates.ts';
import { noteLines } from './notes.ts';
import { shareText } from './numbers.ts';
import { rankingBlocks } from './ranking.ts';
import { headlineOf, reportMessage } from './report.ts';
import { sumBlocks } from './sums.ts';
import { budgetText, judgedText, returnLines, verdictBlocks, verdictText } from './verdict.ts';

/** The report on campaigns with what can be said of each. */
export function campaignsMessage(analysis: CampaignAnalysis, reader: Reader): Message {
  const message = reportMessage(analysis.report, reader);
  const notes = message.blocks.at(-1);
  const judged = textBlock(judgedText(analysis, reader.locale, shortRangeText(analysis.judged, reader.locale)));
  const verdicts = verdictBlocks(analysis, reader.locale);
  if (!notes || verdicts.length === 0) return message;
  return { ...message, blocks: withWords([...message.blocks.slice(0, -1), ...verdicts, judged, notes]) };
}

function withWords(blocks: readonly Block[]): readonly Block[] {
  return blocks.filter((block) => block.kind !== 'lines' || block.lines.length > 0);
}

const mostInside = 3;

/** One campaign: how much, what is to be thought of it and why, how it moves, and what is inside it. */
export function campaignPage(analysis: CampaignAnalysis, reader: Reader): Message {
  const { locale } = reader;
  const { report } = analysis;
  const [own] = analysis.campaigns;
  const blocks: Block[] = [
    { kind: 'lines', lines: headLines(report, locale) },
    ...(own ? [textBlock(...judgement(analysis, own, locale))] : []),
    ...sumBlocks(report, locale),
    ...report.rankings.flatMap((ranking) => rankingBlocks(ranking, locale, mostInside)),
    textBlock(...noteLines(report, reader)),
  ];
  return {
    blocks: withWords(blocks),
    buttons: [spans.map((days) => open(text(locale, `campaign-days-${days}`), `campaign_${days}`))],
  };
}

/** So many days with today. */
export const spans = ['1', '7', '30'] as const;

function headLines(report: Report, locale: Locale): readonly Line[] {
  return [
    [bold(headlineOf(report, locale))],
    [code(oneLine(report.campaign ?? ''))],
    [plain(periodText(report.period, locale))],
  ];
}

function judgement(analysis: CampaignAnalysis, own: JudgedCampaign, locale: Locale): readonly (string | null)[] {
  const { currency, judged } = analysis;
  return [
    verdictText(own, currency, locale),
    budgetText(own, locale),
    judgedText(analysis, locale, shortRangeText(judged, locale)),
    ...returnLines(own, currency, locale),
    text(locale, 'campaign-share', { share: shareText(own.share) }),
  ];
}

/** Several campaigns have these words in their names, or none has. */
export function campaignChoice(
  words: string,
  found: readonly Readonly<{ name: string; handle: string }>[],
  { locale }: Reader,
): Message {
  const said = { words: oneLine(words), count: found.length };
  return {
    blocks: [textBlock(text(locale, found.length === 0 ? 'campaign-none' : 'campaign-several', said))],
    buttons: found.map(({ name, handle }) => [
      { label: oneLine(name).slice(0, 60).toWellFormed(), intent: { kind: 'open', verb: 'campaign_7', about: handle } },
    ]),
  };
}
