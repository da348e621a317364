import type { Money } from '../../domain/money.ts';
import type { TeamRule } from '../../domain/teams/rule.ts';
import { oneLine } from '../../lib/html.ts';
import { act } from '../bot/buttons.ts';
import type { Reader } from '../bot/local-time.ts';
import { type Block, bold, type Message, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { amountText } from './numbers.ts';
import { type LineProblem, problemLines } from './problems.ts';

const mostRules = 30;
const mostMoves = 8;
const mostConflicts = 5;

/** Which sales are whose, and how to say it. */
export function rulesMessage(rules: readonly TeamRule[], { locale }: Reader): Message {
  const hidden = rules.length - mostRules;
  const title = text(locale, rules.length === 0 ? 'teams-none' : 'teams-title', { count: rules.length });
  const blocks: Block[] = [
    { kind: 'lines', lines: [[bold(title)]] },
    ...teamBlocks(rules.slice(0, mostRules), locale),
    textBlock(
      hidden > 0 ? text(locale, 'bot-more', { count: hidden }) : null,
      text(locale, 'teams-help'),
      text(locale, 'teams-help.match'),
      text(locale, 'teams-help.whole'),
    ),
  ];
  return { blocks, buttons: [] };
}

function teamBlocks(rules: readonly TeamRule[], locale: Locale): readonly Block[] {
  if (rules.length === 0) return [];
  return [textBlock(...rules.map((rule) => ruleText(rule, locale)))];
}

function ruleText({ team, field, match, pattern, priority }: TeamRule, locale: Locale): string {
  const words = text(locale, `teams-rule-${match}`, { team: oneLine(team), field, pattern: oneLine(pattern) });
  return priority === 0 ? words : text(locale, 'teams-rule-first', { rule: words, priority });
}

type Move = Readonly<{ from: string | null; to: string | null; payments: number; sums: readonly Money[] }>;
/** A list of rules, and what it moves or moved. */
export type RulesFile = Readonly<{
  saved: boolean;
  problems: readonly LineProblem[];
  rules: readonly TeamRule[];
  moves: readonly Move[];
  payments: number;
  conflicts: readonly Readonly<{ teams: readonly string[]; payments: number }>[];
  unmatched: number;
}>;
export type RulesActions = Readonly<{ save: string; cancel: string }>;

/** Before it is saved, with the question; after it, with what became of it. */
export function rulesSavedMessage(file: RulesFile, actions: RulesActions | null, { locale }: Reader): Message {
  if (file.problems.length > 0)
    return {
      blocks: [textBlock(text(locale, 'report-not-saved')), ...problemLines(file.problems, 0, locale)],
      buttons: [],
    };
  const title = text(locale, file.saved ? 'teams-saved' : 'teams-preview', { count: file.rules.length });
  const blocks: Block[] = [
    { kind: 'lines', lines: [[bold(title)]] },
    textBlock(...moveLines(file, locale)),
    textBlock(...doubtLines(file, locale)),
  ];
  const buttons = actions
    ? [
        [
          act(text(locale, 'report-button-save'), actions.save, 'primary'),
          act(text(locale, 'bot-button-cancel'), actions.cancel),
        ],
      ]
    : [];
  return { blocks: blocks.filter((block) => block.kind !== 'lines' || block.lines.length > 0), buttons };
}

function moveLines({ moves, saved }: RulesFile, locale: Locale): readonly string[] {
  if (moves.length === 0) return [text(locale, 'teams-moves-none')];
  const name = (team: string | null) => (team === null ? text(locale, 'teams-nobody') : oneLine(team));
  const lines = moves.slice(0, mostMoves).map(({ from, to, payments, sums }) =>
    text(locale, 'teams-move', {
      from: name(from),
      to: name(to),
      payments: text(locale, 'teams-payments', { count: payments }),
      sums: sums.map((one) => amountText(one, locale)).join(' + '),
    }),
  );
  const hidden = moves.length - mostMoves;
  return [
    text(locale, saved ? 'teams-moved' : 'teams-moves'),
    ...lines,
    ...(hidden > 0 ? [text(locale, 'bot-more', { count: hidden })] : []),
  ];
}

/** What the rules leave open: two teams that match equally, and sales that nothing matches. */
function doubtLines({ conflicts, unmatched }: RulesFile, locale: Locale): readonly string[] {
  return [
    ...conflicts.slice(0, mostConflicts).map(({ teams, payments }) =>
      text(locale, 'teams-conflict', {
        teams: teams.map(oneLine).join(', '),
        payments: text(locale, 'teams-payments', { count: payments }),
      }),
    ),
    ...(unmatched > 0
      ? [text(locale, 'teams-unmatched', { payments: text(locale, 'teams-payments', { count: unmatched }) })]
      : []),
  ];
}
