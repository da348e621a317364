import { readFileSync } from 'node:fs';
import { moneyOf } from '../domain/metrics/catalogue.ts';
import type { Measures } from '../domain/metrics/measures.ts';
import { type Currency, currency, moneyText } from '../domain/money.ts';
import { periodExamples } from '../domain/reports/plan.ts';
import { type Comparison, type Report, type ReportKind, reportKinds, type Total } from '../domain/reports/report.ts';
import type { LineProblem } from '../domain/spend/read-spend.ts';
import { type Arguments, WrongUsage } from './arguments.ts';
import { type CliContext, host, must, show, type Verb, word } from './verb.ts';

function amountText(name: 'gross' | 'net' | 'netOfSales', { currency: code, measures }: Total): string {
  const amount = moneyOf(name, measures, code);
  return amount === null ? '–' : moneyText(amount);
}

function sumsText(total: Total, basis: Report['basis']): string {
  const net = amountText(basis === 'sale' ? 'netOfSales' : 'net', total);
  const { purchases, payments } = total.measures;
  return `gross ${amountText('gross', total)}, net ${net}, ${round(purchases)} purchases, ${round(payments)} payments`;
}

function round(count: number): string {
  return Number.isInteger(count) ? String(count) : count.toFixed(1);
}

function comparisonLines({ kind, from, to, totals }: Comparison, { basis }: Report): readonly string[] {
  const days = from === to ? from : `${from} … ${to}`;
  const sums = totals.map((total) => sumsText(total, basis));
  return [`${kind.replaceAll('_', ' ')} (${days}): ${sums.join('; ') || 'nothing'}`];
}

function baseLines({ base, inBase, basis }: Report): readonly string[] {
  if (base === null) return [];
  const rates = base.used.map((rate) => `${rate.currency} ${rate.rate} of ${rate.date}, ${rate.source}`);
  const missing = base.missing.map(({ currency: code, from, to }) => `no rate for ${code} of ${from} … ${to}`);
  const total: { currency: Currency; measures: Measures } | null = inBase && {
    currency: base.currency,
    measures: inBase,
  };
  return [...(total ? [`all in ${base.currency}: ${sumsText(total, basis)}`] : []), ...rates, ...missing];
}

/** Plain lines of the same numbers that the chat shows. */
function linesOf(report: Report): readonly string[] {
  const { period, totals, purchases, rankings, completeUntil, revised, basis } = report;
  const days = period.from === period.to ? period.from : `${period.from} … ${period.to}`;
  return [
    `${report.kind}, ${days} up to ${period.upToLocal} (${period.zone}): ${purchases} purchases`,
    ...totals.map((total) => sumsText(total, basis)),
    ...baseLines(report),
    ...report.comparisons.flatMap((comparison) => comparisonLines(comparison, report)),
    ...rankings.flatMap(({ dimension, rows, more, basis: of }) => [
      `by ${dimension}:`,
      ...rows.map((row) => `  ${row.place}. ${row.value || 'unknown'}: ${sumsText(row, of)}`),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ]),
    basis === 'day' ? 'money back counts on the day when it went back' : 'money back counts against its sale',
    `complete until ${completeUntil ?? 'nothing: no history was read through yet'}`,
    ...(revised.length > 0 ? [`revised since they were closed: ${revised.join(', ')}`] : []),
  ];
}

function kindOf(args: Arguments): ReportKind {
  const kind = reportKinds.find((known) => known === args.words[1]);
  if (!kind) throw new WrongUsage(`say which report: ${reportKinds.join(', ')}`);
  return kind;
}

function currencyOf(text: string | undefined): Currency | undefined {
  try {
    return text === undefined ? undefined : currency(text);
  } catch {
    throw new WrongUsage('--currency takes three letters, like EUR');
  }
}

async function runReport(context: CliContext, args: Arguments): Promise<number> {
  const wish = { kind: kindOf(args), period: args.words.slice(2).join(' '), currency: currencyOf(args.currency) };
  const { report } = must(await context.flows.runReport(host, wish));
  show(context, args, report, linesOf(report));
  return 0;
}

/** Exit 1: nothing was saved, and each line that is wrong is named. */
function printSaved(
  context: CliContext,
  args: Arguments,
  result: Readonly<{ saved: number; problems: readonly LineProblem[] }>,
): number {
  const problems = result.problems.map(({ line, problem }) => `line ${line}: ${problem}`);
  show(context, args, result, problems.length > 0 ? [...problems, 'nothing was saved'] : [`${result.saved} saved`]);
  return problems.length > 0 ? 1 : 0;
}

function fileText({ file }: Arguments): string {
  if (!file) throw new WrongUsage('--file is missing: give a CSV file');
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new WrongUsage(`the file ${file} cannot be read`);
  }
}

async function runRates(context: CliContext, args: Arguments): Promise<number> {
  const { flows } = context;
  switch (args.words[1] ?? '') {
    case 'list': {
      const { base, rates } = must(await flows.listRates(host, currencyOf(args.currency)));
      const lines = rates.map((rate) => `${rate.date}  1 ${rate.currency} = ${rate.rate} ${base}  ${rate.source}`);
      show(context, args, { base, rates }, lines);
      return 0;
    }
    case 'set': {
      const rate = word(args, 3, 'the rate, like 1.0875,');
      const date = args.words[4] ?? '';
      const given = { currency: word(args, 2, 'the currency'), rate, date };
      return printSaved(context, args, must(await flows.saveRates(host, [given], 'operator')));
    }
    case 'import':
      return printSaved(context, args, must(await flows.importRates(host, fileText(args))));
    default:
      throw new WrongUsage('say: rates list, rates set EUR 1.0875 2026-11-20, or: rates import --file <rates.csv>');
  }
}

async function runTeams(context: CliContext, args: Arguments): Promise<number> {
  const verb = args.words[1] ?? '';
  if (verb === 'list') {
    const { rules } = must(await context.flows.listTeamRules(host));
    const lines = rules.map(({ team, field, match, pattern, priority }) =>
      [team, field, match, pattern, String(priority)].join('  '),
    );
    show(context, args, { rules }, lines.length > 0 ? lines : ['there are no rules of teams']);
    return 0;
  }
  if (verb !== 'import') throw new WrongUsage('say: teams list, or: teams import --file <rules.csv> [--dry-run]');
  const { teams } = must(await context.flows.saveTeamRules(host, fileText(args), args.dryRun));
  const moves = teams.moves.map(
    ({ from, to, payments, sums }) =>
      `${from ?? 'nobody'} -> ${to ?? 'nobody'}: ${payments} payments, ${sums.map(moneyText).join(' + ')}`,
  );
  const conflicts = teams.conflicts.map((one) => `${one.teams.join(' and ')} match equally: ${one.payments} payments`);
  const problems = teams.problems.map(({ line, problem }) => `line ${line}: ${problem}`);
  const end = teams.saved ? `${teams.rules.length} rules saved` : 'nothing was saved';
  show(context, args, teams, [...problems, ...moves, ...conflicts, `no rule matches ${teams.unmatched} payments`, end]);
  return problems.length > 0 ? 1 : 0;
}

async function runRollups(context: CliContext, args: Arguments): Promise<number> {
  switch (args.words[1] ?? '') {
    case 'status': {
      const { status } = must(await context.flows.sumsStatus(host));
      const { dirtyHours, from, to, storedDays } = status;
      const waiting =
        dirtyHours === 0 ? 'nothing is to be summed' : `${dirtyHours} hours are to be summed, ${from} … ${to}`;
      show(context, args, status, [`${storedDays} days stored`, waiting]);
      return 0;
    }
    case 'rebuild': {
      const { days } = must(await context.flows.rebuildSums(host));
      show(context, args, { days }, [`${days} days summed anew from the ledger`]);
      return 0;
    }
    default:
      throw new WrongUsage('say: rollups status, or: rollups rebuild');
  }
}

export const reportVerbs: Readonly<Record<string, Verb>> = {
  report: {
    usage: `report ${reportKinds.join('|')} [period] [--currency EUR]`,
    does: `the numbers of a period: ${periodExamples.join(', ')}`,
    run: runReport,
  },
  rates: {
    usage: 'rates list|set <currency> <rate> <day>|import --file <csv>',
    does: 'what other currencies are worth in the base currency, by day',
    run: runRates,
  },
  teams: {
    usage: 'teams list|import --file <csv> [--dry-run]',
    does: 'which sales are which team: the rules, and taking a new list over',
    run: runTeams,
  },
  rollups: {
    usage: 'rollups status|rebuild',
    does: 'the stored sums of reports, and making them anew from the ledger',
    run: runRollups,
  },
};
