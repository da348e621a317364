/** People's roles, the mightiest first. A person without a role is a stranger and sees the shop only. */
export const roles = ['owner', 'admin', 'operator', 'analyst', 'ad_buyer', 'buyer'] as const;
export type Role = (typeof roles)[number];

export const scopes = ['read:reports', 'read:ops', 'read:metrics', 'read:pii', 'write:ops', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/**
 * Who asks for something. The command line on the host counts as owner; a job acts for the system itself. `name` is
 * what the audit row and the people see.
 */
export type Actor = Readonly<
  | { kind: 'operator'; telegramId: string; role: Role; name: string }
  | { kind: 'stranger'; telegramId: string }
  | { kind: 'token'; name: string; scopes: readonly Scope[] }
  | { kind: 'cli' }
  | { kind: 'job'; name: string }
>;

type Rule = Readonly<{
  /** The lowest role that may; null: anyone, strangers too. */
  role: Role | null;
  /** What a token needs; null: no token may. */
  scope: Scope | null;
  /** Asked once more, with the exact effect, before it is done. */
  confirm: boolean;
  /** Changes something, so it leaves an audit row. */
  changes: boolean;
  /** Waits for another admin's yes where there are two who could give one. */
  secondPerson: boolean;
}>;

function reads(role: Role | null, scope: Scope | null): Rule {
  return { role, scope, confirm: false, changes: false, secondPerson: false };
}

function changes(role: Role, scope: Scope | null, asked: 'at_once' | 'confirmed' | 'second_person'): Rule {
  return { role, scope, confirm: asked !== 'at_once', changes: true, secondPerson: asked === 'second_person' };
}

/** The one table action × role × scope × confirmation. Faces and flows read it; nothing else decides. */
export const permissions = {
  use_shop: reads(null, null),
  set_language: reads(null, null),
  see_reports: reads('analyst', 'read:reports'),
  see_status: reads('operator', 'read:ops'),
  look_up: reads('operator', 'read:ops'),
  reveal: changes('operator', 'read:pii', 'at_once'),
  see_queue: reads('operator', 'read:ops'),
  manage_queue: changes('operator', 'write:ops', 'at_once'),
  clear_queue: changes('operator', 'write:ops', 'confirmed'),
  replay: changes('operator', 'write:ops', 'at_once'),
  sync: changes('operator', 'write:ops', 'at_once'),
  reconcile: changes('operator', 'write:ops', 'at_once'),
  repair: changes('operator', 'write:ops', 'second_person'),
  see_alerts: reads('operator', 'read:ops'),
  manage_alerts: changes('operator', 'write:ops', 'at_once'),
  see_duplicates: reads('operator', 'read:ops'),
  clean_duplicates: changes('operator', 'write:ops', 'confirmed'),
  merge_customers: changes('operator', 'write:ops', 'second_person'),
  refund: changes('admin', 'write:ops', 'confirmed'),
  refund_large: changes('admin', 'write:ops', 'second_person'),
  stop: changes('admin', 'write:ops', 'at_once'),
  resume: changes('admin', 'write:ops', 'confirmed'),
  resync: changes('admin', 'write:ops', 'confirmed'),
  change_rates: changes('admin', 'write:ops', 'at_once'),
  change_teams: changes('admin', 'write:ops', 'confirmed'),
  change_spend: changes('operator', 'write:ops', 'at_once'),
  rebuild_sums: changes('admin', 'write:ops', 'at_once'),
  manage_settings: changes('admin', 'admin', 'at_once'),
  manage_plans: changes('admin', 'admin', 'at_once'),
  see_orders: reads('operator', 'read:ops'),
  decide_money: changes('admin', 'admin', 'confirmed'),
  decide_money_large: changes('admin', 'admin', 'second_person'),
  see_contests: reads('admin', 'read:ops'),
  manage_contests: changes('admin', 'admin', 'confirmed'),
  correct_tickets: changes('admin', 'admin', 'second_person'),
  undo_draw: changes('admin', 'admin', 'second_person'),
  broadcast: changes('admin', 'admin', 'confirmed'),
  see_audit: reads('admin', 'admin'),
  approve: changes('admin', null, 'at_once'),
  export_all: changes('analyst', 'admin', 'second_person'),
  manage_roles: changes('owner', 'admin', 'confirmed'),
  manage_tokens: changes('owner', 'admin', 'confirmed'),
  back_up: changes('owner', 'admin', 'at_once'),
  restore: changes('owner', 'admin', 'confirmed'),
  prune: changes('owner', 'admin', 'confirmed'),
  export_person: changes('owner', 'admin', 'confirmed'),
  erase: changes('owner', 'admin', 'second_person'),
} as const satisfies Record<string, Rule>;
export type Action = keyof typeof permissions;

/** Whether a role is as mighty as the one needed. */
export function roleReaches(role: Role, needed: Role): boolean {
  return roles.indexOf(role) <= roles.indexOf(needed);
}

/** Denies by default: a stranger, a lower role or a missing scope may not. */
export function may(actor: Actor, action: Action): boolean {
  const rule: Rule = permissions[action];
  switch (actor.kind) {
    case 'cli':
    case 'job':
      return true;
    case 'operator':
      return rule.role === null || roleReaches(actor.role, rule.role);
    case 'token':
      return rule.scope !== null && (actor.scopes.includes(rule.scope) || actor.scopes.includes('admin'));
    case 'stranger':
      return rule.role === null;
  }
}

/** Nobody makes somebody else mightier than himself. */
export function mayGive(actor: Actor, role: Role): boolean {
  return actor.kind === 'operator' ? roleReaches(actor.role, role) : actor.kind === 'cli' || actor.kind === 'token';
}

export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'operator':
      return actor.name;
    case 'stranger':
      return `telegram:${actor.telegramId}`;
    case 'token':
      return `token:${actor.name}`;
    case 'job':
      return `job:${actor.name}`;
    case 'cli':
      return 'cli';
  }
}

/** Those who may give a second person's yes. */
export const approvingRoles: readonly Role[] = roles.filter((role) => roleReaches(role, 'admin'));
