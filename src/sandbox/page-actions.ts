import { z } from 'zod';
import type { AdjustableClock } from '../lib/clock.ts';
import { type Breakage, MODES, PROVIDERS } from './breakage.ts';
import { Payments, paymentInput } from './page-payments.ts';
import { RublePayments, rublePayment } from './page-rubles.ts';
import type { World } from './world.ts';

export type PageDeps = { world: World; clock: AdjustableClock; breakage: Breakage };
export type Action = (input: unknown) => unknown;

const HOUR_MS = 3_600_000;

function action<T>(schema: z.ZodType<T>, run: (input: T) => unknown): Action {
  return (input) => run(schema.parse(input));
}

function paymentActions({ world, clock }: PageDeps): Record<string, Action> {
  const payments = new Payments(world, clock);
  const nothing = z.object({});
  return {
    pay: action(paymentInput, (input) => payments.send(input)),
    upsell: action(nothing, () => payments.upsell()),
    refund: action(z.object({ part: z.boolean() }), ({ part }) => payments.refund(part)),
    dispute: action(z.object({ what: z.enum(['open', 'win', 'lose']) }), ({ what }) => payments.dispute(what)),
    twice: action(nothing, () => payments.twice()),
    burst: action(z.object({ n: z.number().int().min(1).max(1000) }), ({ n }) => payments.burst(n)),
    storm: action(nothing, () => payments.storm()),
  };
}

function rubleActions({ world }: PageDeps): Record<string, Action> {
  const rubles = new RublePayments(world);
  return {
    payYookassa: action(rublePayment, (input) => rubles.send(input)),
    refundYookassa: action(z.object({ part: z.boolean() }), ({ part }) => rubles.refund(part)),
    burstYookassa: action(z.object({ n: z.number().int().min(1).max(1000) }), ({ n }) => rubles.burst(n)),
  };
}

function chatActions({ world: { telegram } }: PageDeps): Record<string, Action> {
  const who = { chatId: z.number().int(), from: z.number().int() };
  const say = z.object({ ...who, text: z.string().min(1).max(4096), replyTo: z.number().int().optional() });
  const join = z.object({ link: z.string().url(), from: who.from });
  const press = z.object({ ...who, messageId: z.number().int(), data: z.string() });
  const invoice = z.object({ from: z.number().int(), link: z.string() });
  return {
    payInvoice: action(invoice, (input) => telegram.payInvoice(input)),
    say: action(say, ({ replyTo, ...rest }) => telegram.sendText({ ...rest, ...(replyTo ? { replyTo } : {}) })),
    askToJoin: action(join, (input) => telegram.askToJoin(input)),
    press: action(press, async (input) => ({ answer: await telegram.press(input) })),
  };
}

function sheetActions({ world: { google } }: PageDeps): Record<string, Action> {
  const tab = z.string();
  const row = z.object({ tab, row: z.number().int().min(2) });
  const edit = z.object({ tab, cell: z.string().regex(/^[A-Z]{1,3}\d+$/), value: z.string() });
  return {
    edit: action(edit, ({ tab: title, cell, value }) => {
      const isNumber = /^-?\d+(\.\d+)?$/.test(value);
      google.edit(title, cell, isNumber ? Number(value) : value);
    }),
    sort: action(z.object({ tab, column: z.string(), descending: z.boolean() }), (input) =>
      google.sortBy(input.tab, input.column, input.descending),
    ),
    deleteRow: action(row, (input) => google.deleteRow(input.tab, input.row)),
    copyRow: action(row, (input) => google.copyRow(input.tab, input.row)),
  };
}

/** Everything that the page's buttons do, by name; input is checked, and a refusal is one readable sentence. */
export function createActions(deps: PageDeps): ReadonlyMap<string, Action> {
  const { clock, breakage } = deps;
  return new Map<string, Action>(
    Object.entries({
      ...chatActions(deps),
      ...paymentActions(deps),
      ...rubleActions(deps),
      ...sheetActions(deps),
      clock: action(
        z.object({
          ms: z
            .number()
            .int()
            .min(1)
            .max(31 * 24 * HOUR_MS),
        }),
        ({ ms }) => clock.advance(ms),
      ),
      break: action(z.object({ provider: z.enum(PROVIDERS), mode: z.enum(MODES) }), ({ provider, mode }) =>
        breakage.set(provider, mode),
      ),
    }),
  );
}
