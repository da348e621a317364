/**
 * Preloaded into a server under test (`node --import`), never part of the product: dies by SIGKILL at exactly the n-th
 * statement of its writing connection, counted from the first one that matches. Says on standard output which ran.
 */
import { writeSync } from 'node:fs';
import Database from 'better-sqlite3';

export type CrashOrder = Readonly<{
  /** A pattern: where counting begins. */
  from: string;
  /** A pattern: from there on only such statements count. */
  only?: string;
  /** From 1; 0 only lists the statements. */
  nth: number;
  when: 'before' | 'after';
}>;

type Statement = Database.Statement & { source: string; database: Database.Database };
type Method = (this: Statement, ...parameters: unknown[]) => unknown;

const state: { order: CrashOrder | null; begun: boolean; seen: number } = { order: null, begun: false, seen: 0 };

function strike(statement: Statement): void {
  writeSync(1, `died ${state.order?.when} statement ${state.seen}: ${statement.source.slice(0, 90)}\n`);
  process.kill(process.pid, 'SIGKILL');
}

function counted(original: Method): Method {
  return function run(...parameters) {
    const { order } = state;
    if (!order || this.database.readonly) return original.apply(this, parameters);
    state.begun ||= new RegExp(order.from).test(this.source);
    const isCounted = state.begun && (!order.only || new RegExp(order.only).test(this.source));
    if (!isCounted) return original.apply(this, parameters);
    state.seen += 1;
    const isTheOne = state.seen === order.nth;
    if (order.nth === 0) writeSync(1, `ran: ${this.source.slice(0, 90)}\n`);
    if (isTheOne && order.when === 'before') strike(this);
    const result = original.apply(this, parameters);
    if (isTheOne && order.when === 'after') strike(this);
    return result;
  };
}

const memory = new Database(':memory:');
const prototype = Object.getPrototypeOf(memory.prepare('select 1')) as Record<string, Method>;
for (const name of ['run', 'all', 'get']) prototype[name] = counted(prototype[name] as Method);
memory.close();

process.on('message', (order: CrashOrder) => {
  state.begun = false;
  state.seen = 0;
  state.order = order;
  process.send?.('armed');
});
process.channel?.unref();
