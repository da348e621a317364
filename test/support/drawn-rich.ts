import type { RichBlock, RichText, TelegramRich } from '../../src/messages/telegram-rich.ts';

function textOf(text: RichText): string {
  if (typeof text === 'string') return text;
  if (Array.isArray(text)) return text.map(textOf).join('');
  const inner = textOf(text.text);
  switch (text.type) {
    case 'bold':
      return `**${inner}**`;
    case 'italic':
      return `_${inner}_`;
    case 'code':
      return `\`${inner}\``;
    case 'date_time':
      return inner;
    case 'url':
      return `${inner} <${text.url}>`;
  }
}

function blockOf(block: RichBlock): string {
  switch (block.type) {
    case 'heading':
      return `#### ${textOf(block.text)}`;
    case 'paragraph':
      return textOf(block.text);
    case 'details':
      return [`▸ ${textOf(block.summary)}`, ...block.blocks.map(blockOf)].join('\n');
    case 'table':
      return block.cells
        .map((row) => {
          const cells = row.map(({ text = '' }) => textOf(text)).join(' | ');
          return row.some(({ is_header }) => is_header)
            ? `| ${cells} |\n|${'---|'.repeat(row.length)}`
            : `| ${cells} |`;
        })
        .join('\n');
  }
}

/** A rich message as one text for comparing: blocks apart, tables with bars, buttons below. */
export function drawnRich({ head, rest, picture, keyboard }: TelegramRich): string {
  const blocks = [...head.map(blockOf), ...(picture ? ['(picture)'] : []), ...rest.map(blockOf)];
  const rows = (keyboard ?? []).map((row) => row.map(({ text }) => `[${text}]`).join(' '));
  return [...blocks, ...rows].join('\n\n');
}
