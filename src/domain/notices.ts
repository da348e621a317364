import { dayMs, hourMs, type Instant, instantOf, minuteMs, msOf } from './time.ts';
import type { Notice } from './views.ts';

/** How long one cause is told once, whatever happens meanwhile; 0: each time is a story of its own. */
const episodeMs: Readonly<Record<Notice['kind'], number>> = {
  payment_conflict: hourMs,
  conflicting_event: hourMs,
  quarantined: hourMs,
  other_mode: hourMs,
  not_confirmed: hourMs,
  foreign_call: dayMs,
  delivery_dead: hourMs,
  sheet_columns_missing: hourMs,
  sheet_columns_added: hourMs,
  destination_paused: 5 * minuteMs,
  breaker_open: 0,
  breaker_closed: 0,
  history_loaded: 0,
  catch_up: 0,
  chat_moved: 0,
  topic_lost: dayMs,
  stopped: 0,
  resumed: 0,
  backup_failed: hourMs,
  drill_passed: 0,
  drill_failed: 0,
  restored: 0,
  stop_ended: 0,
  invite_taken: 0,
  approval_asked: 0,
  // The same findings are told again only after a while.
  duplicates_found: 30 * dayMs,
  sweep_failing: 6 * hourMs,
  silence_ended: 0,
  test: 0,
  money_problem: 0,
  stock_low: dayMs,
  key_missing: dayMs,
  buyer_away: dayMs,
  pay_support: hourMs,
  update_given_up: 0,
  contest_opened: 0,
  entries_frozen: 0,
  draw_announced: 0,
  draw_due: 6 * hourMs,
  winner_not_told: 0,
  contest_signals: hourMs,
  codes_guessed: hourMs,
};

/** Names a notice by kind, cause and episode: the same name is owed once, so a thousand causes of one kind are one message. */
export function noticeSubject(notice: Notice, cause: string, now: Instant): string {
  const lengthMs = episodeMs[notice.kind];
  const episode = lengthMs === 0 ? now : instantOf(Math.floor(msOf(now) / lengthMs) * lengthMs);
  return `notice:${notice.kind}:${cause}:${episode}`;
}
