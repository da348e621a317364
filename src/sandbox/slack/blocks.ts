import { type Fields, isFields } from '../wire.ts';

const MAX_BLOCKS = 50;
const KNOWN = new Set([
  'actions',
  'context',
  'divider',
  'file',
  'header',
  'image',
  'input',
  'markdown',
  'rich_text',
  'section',
  'table',
  'video',
]);

type Problems = string[];

function checkText(problems: Problems, where: string, value: unknown, limit: number, types: readonly string[]): void {
  if (!isFields(value)) {
    problems.push(`[ERROR] missing required field: text [json-pointer:${where}]`);
    return;
  }
  const text = value['text'];
  if (!types.includes(String(value['type'])))
    problems.push(`[ERROR] unsupported type: ${String(value['type'])} [json-pointer:${where}/type]`);
  if (typeof text !== 'string' || text.length < 1)
    problems.push(`[ERROR] must be more than 0 characters [json-pointer:${where}/text]`);
  else if (text.length > limit)
    problems.push(`[ERROR] must be less than ${limit + 1} characters [json-pointer:${where}/text]`);
}

function checkLength(problems: Problems, where: string, value: unknown, limit: number): void {
  if (value !== undefined && (typeof value !== 'string' || value.length > limit)) {
    problems.push(`[ERROR] must be less than ${limit + 1} characters [json-pointer:${where}]`);
  }
}

function checkButton(problems: Problems, where: string, element: Fields): void {
  checkText(problems, `${where}/text`, element['text'], 75, ['plain_text']);
  checkLength(problems, `${where}/value`, element['value'], 2000);
  checkLength(problems, `${where}/url`, element['url'], 3000);
  checkLength(problems, `${where}/action_id`, element['action_id'], 255);
}

function checkSection(problems: Problems, where: string, block: Fields): void {
  const fields = block['fields'];
  if (block['text'] === undefined && fields === undefined) {
    problems.push(`[ERROR] missing required field: text [json-pointer:${where}]`);
  }
  if (block['text'] !== undefined) checkText(problems, `${where}/text`, block['text'], 3000, ['plain_text', 'mrkdwn']);
  if (fields === undefined) return;
  const list: unknown[] = Array.isArray(fields) ? fields : [];
  if (list.length < 1 || list.length > 10)
    problems.push(`[ERROR] must have 1 to 10 items [json-pointer:${where}/fields]`);
  list.forEach((field, i) => {
    checkText(problems, `${where}/fields/${i}`, field, 2000, ['plain_text', 'mrkdwn']);
  });
}

function checkElements(problems: Problems, where: string, block: Fields, limit: number): Fields[] {
  const elements: unknown[] = Array.isArray(block['elements']) ? block['elements'] : [];
  if (elements.length < 1) problems.push(`[ERROR] no fewer than 1 items required [json-pointer:${where}/elements]`);
  if (elements.length > limit)
    problems.push(`[ERROR] no more than ${limit} items allowed [json-pointer:${where}/elements]`);
  return elements.filter(isFields);
}

function checkActions(problems: Problems, where: string, block: Fields): void {
  checkElements(problems, where, block, 25).forEach((element, i) => {
    if (element['type'] === 'button') checkButton(problems, `${where}/elements/${i}`, element);
  });
}

function checkContext(problems: Problems, where: string, block: Fields): void {
  checkElements(problems, where, block, 10).forEach((element, i) => {
    const isImage = element['type'] === 'image';
    if (!isImage) checkText(problems, `${where}/elements/${i}`, element, 3000, ['plain_text', 'mrkdwn']);
    else checkLength(problems, `${where}/elements/${i}/alt_text`, element['alt_text'], 2000);
  });
}

function checkBlock(problems: Problems, block: unknown, index: number): void {
  const where = `/blocks/${index}`;
  const type = isFields(block) ? String(block['type']) : '';
  if (!isFields(block) || !KNOWN.has(type)) {
    problems.push(`[ERROR] unsupported type: ${type} [json-pointer:${where}/type]`);
    return;
  }
  checkLength(problems, `${where}/block_id`, block['block_id'], 255);
  if (type === 'header') checkText(problems, `${where}/text`, block['text'], 150, ['plain_text']);
  if (type === 'section') checkSection(problems, where, block);
  if (type === 'actions') checkActions(problems, where, block);
  if (type === 'context') checkContext(problems, where, block);
}

/** What is wrong with a message's blocks, in Slack's words; empty where nothing is. */
export function findBlockProblems(blocks: readonly unknown[]): string[] {
  const problems: Problems = [];
  if (blocks.length > MAX_BLOCKS)
    problems.push(`[ERROR] no more than ${MAX_BLOCKS} items allowed [json-pointer:/blocks]`);
  blocks.forEach((block, index) => {
    checkBlock(problems, block, index);
  });
  const ids = blocks.flatMap((block) => (isFields(block) && block['block_id'] ? [block['block_id']] : []));
  if (new Set(ids).size < ids.length) problems.push('[ERROR] block_id must be unique [json-pointer:/blocks]');
  return problems;
}
