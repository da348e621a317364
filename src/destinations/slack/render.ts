import { msOf } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import type { Block, Line, Message, Span } from '../../messages/message.ts';
import { tableLines } from '../../messages/telegram-table.ts';

export type SlackBlock = Readonly<Record<string, unknown>>;

/** One message: `text` is what a notification shows, `blocks` what the channel shows. */
export type SlackPart = Readonly<{ text: string; blocks: readonly SlackBlock[] }>;

/** docs.slack.dev/reference/block-kit; the sum over all blocks is refused a little above 13,000 characters. */
const limits = { blocks: 45, section: 3_000, header: 150, allBlocks: 11_000, text: 3_000 };

/**
 * Draws a message as Block Kit, in several parts where the limits ask for it, split between lines. Words from outside
 * cannot become a mention, a link or a command.
 */
export function renderSlack(message: Message): readonly SlackPart[] {
  const parts: SlackBlock[][] = [[]];
  for (const block of message.blocks.flatMap(drawBlock)) {
    const last = parts.at(-1) as SlackBlock[];
    if (fits([...last, block])) last.push(block);
    else parts.push([block]);
  }
  const text = fallbackText(message);
  return parts.filter((blocks) => blocks.length > 0).map((blocks) => ({ text, blocks }));
}

function fits(blocks: readonly SlackBlock[]): boolean {
  return blocks.length <= limits.blocks && JSON.stringify(blocks).length <= limits.allBlocks;
}

function drawBlock(block: Block): readonly SlackBlock[] {
  switch (block.kind) {
    case 'heading':
      return drawHeading(oneLine(block.text));
    case 'lines':
      return sections(block.lines.map(drawLine), (text) => text);
    case 'details':
      return sections([bold(escaped(oneLine(block.summary))), ...block.lines.map(drawLine)], (text) => text);
    case 'table': {
      const lines = tableLines(block.header, block.rows).map((line) => escaped(line).replaceAll('`', 'ˋ'));
      return sections(lines, (text) => `\`\`\`${text}\`\`\``);
    }
  }
}

/** A header block takes no markup at all, and not more than 150 characters. */
function drawHeading(text: string): readonly SlackBlock[] {
  if (text.length > limits.header || text === '') return sections([bold(escaped(text))], (t) => t);
  return [{ type: 'header', text: { type: 'plain_text', text, emoji: true } }];
}

/** Lines gathered into as few sections as the limit allows. `verbatim`: Slack adds no links or mentions of its own. */
function sections(lines: readonly string[], wrap: (text: string) => string): readonly SlackBlock[] {
  const room = limits.section - wrap('').length;
  const texts: string[] = [];
  for (const line of lines.flatMap((whole) => chunks(whole, room))) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= room) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts
    .filter((text) => text.trim() !== '')
    .map((text) => ({ type: 'section', text: { type: 'mrkdwn', text: wrap(text), verbatim: true } }));
}

/** Pieces of at most `room` units, cut at a space where there is one, never within an escape, a date or a surrogate pair. */
function chunks(line: string, room: number): readonly string[] {
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > room) {
    const head = rest.slice(0, room).replace(/&[a-z]*$|<!date[^>]*$|[\uD800-\uDBFF]$/, '');
    const space = head.lastIndexOf(' ');
    const cut = space > room / 2 ? space + 1 : head.length;
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...pieces, rest];
}

function drawLine(line: Line): string {
  return line.map(drawSpan).join('');
}

function drawSpan(span: Span): string {
  const text = escaped(oneLine(span.text));
  if (text === '') return '';
  switch (span.style) {
    case 'plain':
      return text;
    case 'moment':
      return `<!date^${Math.floor(msOf(span.at) / 1_000)}^${clocks[span.shows]}|${text.replaceAll('|', '¦')}>`;
    case 'bold':
      return bold(text);
    case 'italic':
      return `_${text}_`;
    case 'code':
      return `\`${text.replaceAll('`', 'ˋ')}\``;
    case 'link':
      return /^https?:\/\/[^\s<>|"]+$/i.test(span.url) ? `<${escaped(span.url)}|${text.replaceAll('|', '¦')}>` : text;
  }
}

/** docs.slack.dev/messaging/formatting-message-text#date-formatting */
const clocks = {
  t: '{time}',
  T: '{time_secs}',
  d: '{date_num}',
  dt: '{date_num} {time}',
  dT: '{date_num} {time_secs}',
} as const;

const bold = (text: string) => `*${text}*`;

/** The three characters of Slack's markup; with them no mention, link or command can be written. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function fallbackText(message: Message): string {
  const lines = message.blocks.flatMap((block) => {
    if (block.kind === 'heading') return [block.text];
    if (block.kind === 'table') return [];
    return block.lines.map((line) => line.map((span) => span.text).join(''));
  });
  const [text = ''] = chunks(lines.map((line) => escaped(oneLine(line))).join('\n'), limits.text);
  return text;
}
