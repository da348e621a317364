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
  scope: Scope | null;
  /** Asked once more, with the exact effect, before it is done. */
  confirm: boolean;
  /** Changes something, so it leaves an audit row. */
  changes: boolean;
}>;

/** The one table action × role × scope × confirmation. Faces and flows read it; nothing else decides. */
export const permissions = {
  use_shop: { role: null, scope: null, confirm: false, changes: false },
  set_language: { role: null, scope: null, confirm: false, changes: false },
  see_reports: { role: 'analyst', scope: 'read:reports', confirm: false, changes: false },
  see_status: { role: 'operator', scope: 'read:ops', confirm: false, changes: false },
  look_up: { role: 'operator', scope: 'read:ops', confirm: false, changes: false },
  see_queue: { role: 'operator', scope: 'read:ops', confirm: false, changes: false },
  manage_queue: { role: 'operator', scope: 'write:ops', confirm: false, changes: true },
  clear_queue: { role: 'operator', scope: 'write:ops', confirm: true, changes: true },
  replay: { role: 'operator', scope: 'write:ops', confirm: false, changes: true },
  sync: { role: 'operator', scope: 'write:ops', confirm: false, changes: true },
  stop: { role: 'admin', scope: 'write:ops', confirm: false, changes: true },
  resume: { role: 'admin', scope: 'write:ops', confirm: true, changes: true },
  manage_roles: { role: 'owner', scope: 'admin', confirm: true, changes: true },
  manage_tokens: { role: 'owner', scope: 'admin', confirm: true, changes: true },
  resync: { role: 'admin', scope: 'write:ops', confirm: true, changes: true },
  backup: { role: 'owner', scope: 'admin', confirm: false, changes: true },
  restore: { role: 'owner', scope: 'admin', confirm: true, changes: true },
  prune: { role: 'owner', scope: 'admin', confirm: true, changes: true },
  export_person: { role: 'owner', scope: 'read:pii', confirm: true, changes: true },
  erase_person: { role: 'owner', scope: 'admin', confirm: true, changes: true },
} as const satisfies Record<string, Rule>;
export type Action = keyof typeof permissions;

function roleReaches(role: Role, needed: Role): boolean {
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
