import { areas, type Finding } from '../../domain/checks.ts';
import { checkTitle, toldFinding } from '../checks.ts';
import { destinationText } from '../format.ts';
import { type Block, bold, type Line, type Message, plain } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { open } from './buttons.ts';
import type { Reader } from './local-time.ts';

const marks = { ok: '✅', warn: '🟡', fail: '🔴' } as const;
/** What a phone shows without an end; the command line tells all. */
const toldAtMost = 15;

/** `/status` in detail: what failed and what is doubtful, each with what to do; what is well is folded. */
export function doctorMessage(findings: readonly Finding[], { locale }: Reader): Message {
  const bad = (['fail', 'warn'] as const).flatMap((status) => findings.filter((one) => one.status === status));
  const told = bad.slice(0, toldAtMost).map((one): Block => ({ kind: 'lines', lines: findingLines(one, locale) }));
  const more = bad.length - toldAtMost;
  return {
    blocks: [
      { kind: 'heading', text: headline(bad, locale) },
      ...told,
      ...(more > 0 ? [{ kind: 'lines', lines: [[plain(text(locale, 'doctor-more', { count: more }))]] } as const] : []),
      ...fineBlocks(findings, locale),
    ],
    buttons: [
      [open(text(locale, 'bot-button-refresh'), 'refresh_checks'), open(text(locale, 'bot-button-status'), 'status')],
    ],
  };
}

function headline(bad: readonly Finding[], locale: Locale): string {
  const failed = bad.filter(({ status }) => status === 'fail').length;
  if (failed > 0) return text(locale, 'doctor-title-failed', { count: failed });
  return text(locale, 'doctor-title', { count: bad.length });
}

function findingLines(finding: Finding, locale: Locale): readonly Line[] {
  const { about, status, detail, fix } = toldFinding(locale, finding);
  const whose = about === null ? '' : ` (${destinationText(locale, about)})`;
  return [
    [plain(`${marks[status]} `), bold(`${checkTitle(locale, finding.name)}${whose}`), plain(` · ${detail}`)],
    ...(fix === null ? [] : [[plain(`→ ${fix}`)]]),
  ];
}

/** One line an area: what was looked at. */
function fineBlocks(findings: readonly Finding[], locale: Locale): readonly Block[] {
  const fine = findings.filter(({ status }) => status === 'ok');
  if (fine.length === 0) return [];
  const lines = areas.flatMap((area): Line[] => {
    const titles = new Set(fine.filter((one) => one.area === area).map((one) => checkTitle(locale, one.name)));
    if (titles.size === 0) return [];
    return [[bold(text(locale, `doctor-area-${area}`)), plain(`: ${[...titles].join(', ')}`)]];
  });
  return [{ kind: 'details', summary: text(locale, 'doctor-fine', { count: fine.length }), lines }];
}
