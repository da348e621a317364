import type { ContestNotice } from '../domain/contests/notices.ts';
import { money } from '../domain/money.ts';
import type { Instant } from '../domain/time.ts';
import type { Notice } from '../domain/views.ts';
import { oneLine } from '../lib/html.ts';
import { matchersText } from './alerts/words.ts';
import { backupProblemText } from './backup-problem.ts';
import { scopeText } from './bot/emergency.ts';
import { contestNoticeMessage, isContestNotice } from './contests/notices.ts';
import { amountsText, destinationText, utcMinuteText } from './format.ts';
import { type Message, textBlock } from './message.ts';
import { outcomeText } from './outcome-text.ts';
import { type CardOptions, repeatBlocks } from './purchase-card.ts';
import { type Locale, type TextArgs, text } from './text.ts';

/** What happened; what the system does next; what you can do. */
export function noticeMessage(notice: Notice, options: CardOptions): Message {
  const { locale, mayRepeat = false } = options;
  if (isContestNotice(notice)) return contestNoticeMessage(notice, options);
  const id = `notice-${notice.kind}`;
  const args = cleaned(argsOf(notice, locale));
  const reason = notice.kind === 'stopped' && notice.reason ? oneLine(notice.reason) : null;
  return {
    blocks: [
      textBlock(
        text(locale, id, args),
        reason === null ? null : text(locale, `${id}.reason`, { reason }),
        text(locale, `${id}.next`, args),
        text(locale, `${id}.help`, args),
      ),
      ...repeatBlocks(locale, mayRepeat),
    ],
    buttons: buttonsOf(notice, locale),
    ...(quietKinds.has(notice.kind) ? { silent: true } : {}),
  };
}

/** The first step that the text names, one press away. The bot knows these verbs. */
const verbs: Readonly<Partial<Record<Notice['kind'], readonly string[]>>> = {
  breaker_open: ['queue'],
  destination_paused: ['queue'],
  stopped: ['resume', 'queue'],
  resumed: ['queue'],
  stop_ended: ['queue'],
  duplicates_found: ['dedup'],
};

function buttonsOf(notice: Notice, locale: Locale): Message['buttons'] {
  if (notice.kind === 'approval_asked') return approvalButtons(notice.approval, locale);
  const row = verbs[notice.kind] ?? [];
  return row.length === 0
    ? []
    : [row.map((verb) => ({ label: text(locale, `button-${verb}`), intent: { kind: 'open', verb } }))];
}

/** For anybody who may, for as long as it is asked: the press is checked, and the first decides. */
function approvalButtons(about: string, locale: Locale): Message['buttons'] {
  return [
    [
      { label: text(locale, 'button-approve'), intent: { kind: 'open', verb: 'approve', about }, style: 'danger' },
      { label: text(locale, 'button-reject'), intent: { kind: 'open', verb: 'reject', about } },
    ],
  ];
}

const quietKinds: ReadonlySet<Notice['kind']> = new Set([
  'test',
  'duplicates_found',
  'history_loaded',
  'catch_up',
  'chat_moved',
  'breaker_closed',
  'drill_passed',
]);

function argsOf(notice: Exclude<Notice, ContestNotice>, locale: Locale): TextArgs {
  switch (notice.kind) {
    case 'payment_conflict': {
      const amounts = notice.valuesMinor.map((minor) => money(minor, notice.currency));
      return { payment: notice.payment, amounts: amounts.map((amount) => amountsText([amount])).join(' / ') };
    }
    case 'quarantined':
    case 'sweep_failing':
    case 'not_confirmed':
    case 'foreign_call':
      return { ...notice, provider: text(locale, `provider-${notice.provider}`) };
    case 'conflicting_event':
    case 'chat_moved':
    case 'topic_lost':
    case 'key_missing':
    case 'buyer_away':
      return { ...notice };
    case 'breaker_open':
    case 'breaker_closed':
      return { ...notice, ...placeArgs(notice.destination, locale), waiting: waiting(notice.waiting, locale) };
    case 'destination_paused':
      return { ...notice, ...placeArgs(notice.destination, locale), detail: outcomeText(notice.detail, locale) };
    case 'delivery_dead':
      return { ...notice, ...placeArgs(notice.destination, locale) };
    case 'sheet_columns_missing':
    case 'sheet_columns_added':
      return { columns: notice.columns.join(', '), count: notice.columns.length };
    case 'history_loaded':
      return {
        payments: paymentsText(notice, locale),
        purchases: text(locale, 'purchases-count', { count: notice.purchases }),
      };
    case 'catch_up':
      return { payments: paymentsText(notice, locale), since: utcMinuteText(notice.since) };
    case 'other_mode':
      return { mode: notice.livemode ? 'live' : 'test', event: notice.event };
    case 'backup_failed':
      return { detail: backupProblemText(locale, notice.detail), newest: momentOrNone(notice.newest) };
    case 'drill_passed':
      return { made: utcMinuteText(notice.made), payments: paymentsText(notice, locale) };
    case 'drill_failed':
      return { problem: backupProblemText(locale, notice.problem), made: momentOrNone(notice.made) };
    case 'restored':
      return { by: notice.by, from: momentOrNone(notice.from) };
    case 'stopped':
      return { by: notice.by, waiting: waiting(notice.held, locale) };
    case 'resumed':
      return { by: notice.by, mode: notice.mode, count: notice.held };
    case 'stop_ended':
      return { by: notice.by, count: notice.held, what: scopeText(locale, notice.scope) };
    case 'invite_taken':
      return { name: notice.name, role: text(locale, `bot-role-${notice.role}`) };
    case 'duplicates_found':
      return { cleaned: notice.cleaned, left: notice.left };
    case 'silence_ended':
      return silenceArgs(notice, locale);
    case 'test':
      return { by: notice.by };
    case 'money_problem':
      return moneyProblemArgs(notice, locale);
    case 'stock_low':
      return { plan: notice.plan, left: notice.left };
    case 'pay_support':
      return { person: notice.telegramId, order: notice.order ?? 'none', words: oneLine(notice.words) };
    case 'update_given_up':
      return { update: String(notice.update) };
    case 'approval_asked':
      return { by: notice.by, what: text(locale, `approval-${notice.action}`, cleaned(notice.effect)) };
  }
}

function paymentsText({ payments }: Readonly<{ payments: number }>, locale: Locale): string {
  return text(locale, 'payments-count', { count: payments });
}

function silenceArgs(
  { matchers, by, reason, firing }: Extract<Notice, { kind: 'silence_ended' }>,
  locale: Locale,
): TextArgs {
  return { what: matchersText(matchers, locale), by, reason: reason ?? 'none', firing };
}

function moneyProblemArgs(notice: Extract<Notice, { kind: 'money_problem' }>, locale: Locale): TextArgs {
  const { decision, order, payment, problem, amount } = notice;
  return { decision, order, payment, amount: amountsText([amount]), problem: text(locale, `money-problem-${problem}`) };
}

/** `none` is what the words select by. */
function momentOrNone(at: Instant | null): string {
  return at === null ? 'none' : utcMinuteText(at);
}

function placeArgs(destination: string, locale: Locale): TextArgs {
  return { destination: destinationText(locale, destination) };
}

function waiting(count: number, locale: Locale): string {
  return text(locale, 'waiting-count', { count });
}

function cleaned(args: TextArgs): TextArgs {
  return Object.fromEntries(Object.entries(args).map(([k, v]) => [k, typeof v === 'string' ? oneLine(v) : v]));
}
