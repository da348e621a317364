import { z } from 'zod';
import { currency as currencyOf, decimalText, money as moneyOf } from '../../domain/money.ts';
import type { LineProblem } from '../../domain/spend/read-spend.ts';
import type { Flows } from '../../flows/types.ts';
import { must, Problem } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { businessDate, count, currency, money } from './shapes.ts';

const line = z.object({
  campaign: z.string().min(1).max(500),
  date: businessDate,
  spend: z.object({ amountMinor: z.int().min(0), currency }),
});
type Line = z.output<typeof line>;

/** What the advertising of each campaign cost, day by day. */
export function adSpendRoutes(flows: Flows): readonly Route[] {
  return [
    operation({
      method: 'post',
      path: '/api/ad-spend',
      scope: 'write:ops',
      summary: 'Say what was spent on campaigns; what is said again takes the place of what was said before',
      body: z.object({ items: z.array(line).min(1).max(500), dryRun: z.boolean().default(false) }),
      answer: z.looseObject({
        saved: z.boolean(),
        added: count,
        changed: count,
        same: count,
        campaigns: count,
        totals: z.array(money),
      }),
      costly: true,
      run: async ({ actor, body: { items, dryRun } }) => {
        const input = { source: 'api', lines: items.map(written) } as const;
        const { spend } = must(await flows.saveSpend(actor, input, dryRun));
        if (spend.problems.length > 0) throw new Problem('invalid', { detail: told(spend.problems) });
        return spend;
      },
    }),
  ];
}

function written({ campaign, date, spend }: Line) {
  const code = currencyOf(spend.currency);
  return { campaign, date, amount: decimalText(moneyOf(spend.amountMinor, code)), currency: code };
}

function told(problems: readonly LineProblem[]): string {
  return problems.map(({ line: at, problem }) => `items[${at - 1}]: ${problem}`).join('; ');
}
