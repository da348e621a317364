import { type Action, type Actor, may, permissions, type Role } from '../src/domain/permissions.ts';

export type ChatKind = 'private' | 'group' | 'channel';
export type Command = Readonly<{ action: Action; chats: readonly ChatKind[]; example: string }>;

const everywhere = ['private', 'group'] as const;
/** What names people, or shows secrets. */
const alone = ['private'] as const;

/** The one table of commands: the router, the menus and /help are made of it. A channel takes none. */
export const commands = {
  start: { action: 'use_shop', chats: everywhere, example: '/start' },
  help: { action: 'use_shop', chats: everywhere, example: '/help' },
  buy: { action: 'use_shop', chats: alone, example: '/buy' },
  orders: { action: 'use_shop', chats: alone, example: '/orders' },
  paysupport: { action: 'use_shop', chats: alone, example: '/paysupport' },
  terms: { action: 'use_shop', chats: alone, example: '/terms' },
  language: { action: 'set_language', chats: everywhere, example: '/language' },
  contest: { action: 'use_shop', chats: alone, example: '/contest' },
  tickets: { action: 'use_shop', chats: alone, example: '/tickets' },
  invite: { action: 'use_shop', chats: alone, example: '/invite' },
  verify: { action: 'use_shop', chats: alone, example: '/verify' },
  today: { action: 'see_reports', chats: everywhere, example: '/today' },
  yesterday: { action: 'see_reports', chats: everywhere, example: '/yesterday' },
  report: { action: 'see_reports', chats: everywhere, example: '/report geo last week' },
  campaign: { action: 'see_reports', chats: everywhere, example: '/campaign brand' },
  export: { action: 'export_all', chats: alone, example: '/export payments last week' },
  teams: { action: 'see_reports', chats: everywhere, example: '/teams last week' },
  rules: { action: 'change_teams', chats: everywhere, example: '/rules' },
  rates: { action: 'see_reports', chats: everywhere, example: '/rates EUR 1.0842' },
  spend: { action: 'change_spend', chats: everywhere, example: '/spend' },
  status: { action: 'see_status', chats: everywhere, example: '/status' },
  customer: { action: 'look_up', chats: everywhere, example: '/customer anna@gmail.com' },
  payment: { action: 'look_up', chats: everywhere, example: '/payment pi_3SUabc' },
  trace: { action: 'look_up', chats: everywhere, example: '/trace pi_3SUabc' },
  queue: { action: 'see_queue', chats: everywhere, example: '/queue' },
  failed: { action: 'see_queue', chats: everywhere, example: '/failed' },
  replay: { action: 'replay', chats: everywhere, example: '/replay pi_3SUabc' },
  alerts: { action: 'see_alerts', chats: everywhere, example: '/alerts' },
  ack: { action: 'manage_alerts', chats: everywhere, example: '/ack' },
  silence: { action: 'manage_alerts', chats: everywhere, example: '/silence sales US 4h' },
  anomalies: { action: 'see_reports', chats: everywhere, example: '/anomalies backtest' },
  dedup: { action: 'see_duplicates', chats: everywhere, example: '/dedup' },
  reconcile: { action: 'reconcile', chats: everywhere, example: '/reconcile 7d' },
  sync: { action: 'sync', chats: everywhere, example: '/sync' },
  resync: { action: 'resync', chats: everywhere, example: '/resync 1.11 8.11' },
  stop: { action: 'stop', chats: everywhere, example: '/stop' },
  resume: { action: 'resume', chats: everywhere, example: '/resume' },
  settings: { action: 'manage_settings', chats: everywhere, example: '/settings vip 200 USD' },
  plans: { action: 'manage_plans', chats: alone, example: '/plans' },
  approvals: { action: 'approve', chats: everywhere, example: '/approvals' },
  contests: { action: 'see_contests', chats: alone, example: '/contests' },
  broadcast: { action: 'broadcast', chats: alone, example: '/broadcast' },
  audit: { action: 'see_audit', chats: everywhere, example: '/audit' },
  roles: { action: 'manage_roles', chats: alone, example: '/roles' },
  invite_operator: { action: 'manage_roles', chats: alone, example: '/invite_operator analyst' },
  tokens: { action: 'manage_tokens', chats: alone, example: '/tokens' },
  backup: { action: 'back_up', chats: alone, example: '/backup' },
  erase: { action: 'erase', chats: alone, example: '/erase anna@gmail.com' },
} as const satisfies Record<string, Command>;
export type CommandName = keyof typeof commands;

export const commandNames = Object.keys(commands) as readonly CommandName[];

/** Other words for a command, not shown in menus. */
export const aliases: Readonly<Record<string, CommandName>> = { debug: 'trace' };

/** Navigation buttons, `verb.handle`: repeatable, so their role is checked at each press. */
export const presses = {
  details: 'look_up',
  customer: 'look_up',
  campaign: 'look_up',
  trace: 'look_up',
  refresh_trace: 'look_up',
  replay: 'replay',
  reveal: 'reveal',
  today: 'see_reports',
  report: 'see_reports',
  report_chart: 'see_reports',
  campaign_1: 'see_reports',
  campaign_7: 'see_reports',
  campaign_30: 'see_reports',
  report_csv: 'see_reports',
  report_xlsx: 'see_reports',
  status: 'see_status',
  refresh_status: 'see_status',
  checks: 'see_status',
  refresh_checks: 'see_status',
  queue: 'see_queue',
  refresh_queue: 'see_queue',
  alerts: 'see_alerts',
  alert_history: 'see_alerts',
  alert_show: 'see_alerts',
  alert_details: 'see_alerts',
  alert_chart: 'see_alerts',
  alert_ack: 'manage_alerts',
  alert_resolve: 'manage_alerts',
  alert_quiet_1: 'manage_alerts',
  alert_quiet_4: 'manage_alerts',
  alert_quiet: 'manage_alerts',
  alert_until: 'manage_alerts',
  alert_silences: 'see_alerts',
  alert_unsilence: 'manage_alerts',
  alert_backtest: 'see_reports',
  anomalies: 'see_reports',
  dedup: 'see_duplicates',
  findings: 'see_duplicates',
  cancel_run: 'clean_duplicates',
  undo: 'clean_duplicates',
  failed: 'see_queue',
  resume: 'resume',
  end_resync: 'resync',
  approve: 'approve',
  reject: 'approve',
  settings: 'manage_settings',
  setting: 'manage_settings',
  settings_chat: 'manage_settings',
  connect_chat: 'manage_settings',
  audit: 'see_audit',
  broadcast_pause: 'broadcast',
  broadcast_go_on: 'broadcast',
  broadcast_cancel: 'broadcast',
  access_renew: 'use_shop',
  access_enter: 'use_shop',
  contest: 'use_shop',
  tickets: 'use_shop',
  invite: 'use_shop',
  verify: 'use_shop',
  contest_admin: 'see_contests',
  contest_signals: 'see_contests',
  contest_edit: 'manage_contests',
  contest_value: 'manage_contests',
  contest_correct: 'correct_tickets',
  buy: 'use_shop',
  orders: 'use_shop',
  order: 'use_shop',
  order_method: 'use_shop',
  order_pay: 'use_shop',
  order_cancel: 'use_shop',
  order_gift: 'use_shop',
  order_renew: 'use_shop',
  gift_take: 'use_shop',
  shop_orders: 'see_orders',
  shop_order: 'see_orders',
  shop_money: 'see_orders',
  plans: 'manage_plans',
  plan: 'manage_plans',
  plan_new: 'manage_plans',
  plan_edit: 'manage_plans',
  promos: 'manage_plans',
  promo_new: 'manage_plans',
  help: 'use_shop',
  language_ru: 'set_language',
  language_en: 'set_language',
} as const satisfies Record<string, Action>;
export type Press = keyof typeof presses;

/** Single-use actions, `act.id`: offered to one person for 60 s. */
export const acts = {
  resume: 'resume',
  ask_resume: 'resume',
  pause: 'manage_queue',
  unpause: 'manage_queue',
  ask_clear: 'clear_queue',
  clear: 'clear_queue',
  undo_clear: 'clear_queue',
  reveal: 'reveal',
  resync: 'resync',
  replay_group: 'replay',
  ask_discard: 'manage_queue',
  discard: 'manage_queue',
  read_again: 'replay',
  ask_discard_aside: 'manage_queue',
  discard_aside: 'manage_queue',
  save_spend: 'change_spend',
  save_rules: 'change_teams',
  make_backup: 'back_up',
  erase: 'erase',
  set: 'manage_settings',
  set_chat: 'manage_settings',
  test_chat: 'manage_settings',
  ask_topics: 'manage_settings',
  make_topics: 'manage_settings',
  ask_role: 'manage_roles',
  ask_change_role: 'manage_roles',
  change_role: 'manage_roles',
  invite: 'manage_roles',
  revoke_invite: 'manage_roles',
  new_token: 'manage_tokens',
  token_scopes: 'manage_tokens',
  make_token: 'manage_tokens',
  ask_revoke_token: 'manage_tokens',
  revoke_token: 'manage_tokens',
  ask_broadcast: 'broadcast',
  send_broadcast: 'broadcast',
  plan_clean: 'clean_duplicates',
  start_clean: 'clean_duplicates',
  undo_run: 'clean_duplicates',
  ask_refund: 'refund',
  refund: 'refund',
  ask_merge: 'merge_customers',
  merge: 'merge_customers',
  save_contest: 'manage_contests',
  switch_contest: 'manage_contests',
  review_signals: 'manage_contests',
  ask_announce: 'manage_contests',
  announce_draw: 'manage_contests',
  undo_draw: 'undo_draw',
  correct_tickets: 'correct_tickets',
  save_plan: 'manage_plans',
  turn_plan: 'manage_plans',
  save_promo: 'manage_plans',
  ask_refund_order: 'refund',
  refund_order: 'refund',
  ask_decide: 'decide_money',
  decide: 'decide_money',
  ask_repair: 'repair',
  repair: 'repair',
  cancel: 'use_shop',
} as const satisfies Record<string, Action>;
export type Act = keyof typeof acts;

export function findCommand(name: string): CommandName | null {
  const known = Object.hasOwn(aliases, name) ? aliases[name] : name;
  return commandNames.find((command) => command === known) ?? null;
}

export function mayUse(actor: Actor, name: CommandName, kind: ChatKind): boolean {
  const command: Command = commands[name];
  return command.chats.includes(kind) && may(actor, command.action);
}

export function commandsFor(actor: Actor, kind: ChatKind): readonly CommandName[] {
  return commandNames.filter((name) => mayUse(actor, name, kind));
}

/** Somebody of the team, who may know that operations exist. Buyers and ad buyers see the shop like everybody. */
export function isTeam(actor: Actor): boolean {
  return may(actor, 'see_reports');
}

export function roleNeeded(name: CommandName): Role | null {
  return permissions[commands[name].action].role;
}
