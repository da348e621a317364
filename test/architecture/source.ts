import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ParseResult, parseSync, Visitor } from 'oxc-parser';

export type Import = Readonly<{ request: string; isType: boolean; line: number }>;
/** `ownLines` leaves out the functions inside: what a `create…` function that returns an object says itself. */
export type Fn = Readonly<{ name: string; line: number; lines: number; ownLines: number }>;
/** A use of a global or a construction that some rule may ban, as `Date.now`, `new Date`, `fetch`, `let`. */
export type Use = Readonly<{ what: string; line: number }>;
export type Source = Readonly<{
  file: string;
  text: string;
  lines: number;
  imports: readonly Import[];
  functions: readonly Fn[];
  uses: readonly Use[];
}>;

const roots = ['src', 'bot', 'migrations'];

/** All files below a folder, by their path from the repository's root. */
export function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name).replaceAll(path.sep, '/'))
    .sort();
}

function readSource(file: string): Source {
  const text = readFileSync(file, 'utf8');
  const parsed = parseSync(file, text);
  const lineOf = lineFinder(text);
  return {
    file,
    text,
    lines: lineOf(text.trimEnd().length),
    imports: importsOf(parsed, lineOf),
    ...walk(parsed, lineOf),
  };
}

type LineOf = (offset: number) => number;

function lineFinder(text: string): LineOf {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

function importsOf({ module }: ParseResult, lineOf: LineOf): readonly Import[] {
  const imports = module.staticImports.map(({ moduleRequest, entries, start }) => ({
    request: moduleRequest.value,
    isType: entries.length > 0 && entries.every((entry) => entry.isType),
    line: lineOf(start),
  }));
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType, start }) =>
      moduleRequest ? [{ request: moduleRequest.value, isType, line: lineOf(start) }] : [],
    ),
  );
  return [...imports, ...exports];
}

const globals = new Set(['fetch', 'setTimeout', 'setInterval']);
const members = new Set(['process.env', 'Date.now', 'Math.random']);

function walk({ program }: ParseResult, lineOf: LineOf): Pick<Source, 'functions' | 'uses'> {
  const functions: Omit<Fn, 'ownLines'>[] = [];
  const uses: Use[] = [];
  const addFunction = (name: string, node: { start: number; end: number }) => {
    const line = lineOf(node.start);
    functions.push({ name, line, lines: lineOf(node.end) - line + 1 });
  };
  new Visitor({
    FunctionDeclaration: (node) => addFunction(node.id?.name ?? 'default', node),
    MethodDefinition: (node) => addFunction(node.key.type === 'Identifier' ? node.key.name : 'method', node),
    Property: (node) => {
      const isFunction = node.value.type === 'FunctionExpression' || node.value.type === 'ArrowFunctionExpression';
      if (isFunction && node.key.type === 'Identifier') addFunction(node.key.name, node);
    },
    VariableDeclarator: (node) => {
      if (node.init?.type === 'ArrowFunctionExpression' && node.id.type === 'Identifier')
        addFunction(node.id.name, node);
    },
    MemberExpression: (node) => {
      if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return;
      const what = `${node.object.name}.${node.property.name}`;
      if (members.has(what)) uses.push({ what, line: lineOf(node.start) });
    },
    CallExpression: (node) => {
      const { callee } = node;
      if (callee.type === 'Identifier' && globals.has(callee.name))
        uses.push({ what: callee.name, line: lineOf(node.start) });
    },
    NewExpression: (node) => {
      const isNow = node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0;
      if (isNow) uses.push({ what: 'new Date()', line: lineOf(node.start) });
    },
  }).visit(program);
  for (const node of program.body) {
    const declared = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    if (declared?.type === 'VariableDeclaration' && declared.kind !== 'const')
      uses.push({ what: 'let', line: lineOf(node.start) });
  }
  return { functions: functions.map((fn) => ({ ...fn, ownLines: fn.lines - linesInside(fn, functions) })), uses };
}

type Span = Readonly<{ line: number; lines: number }>;

function linesInside(outer: Span, all: readonly Span[]): number {
  const contains = (a: Span, b: Span) => a !== b && a.line <= b.line && a.line + a.lines >= b.line + b.lines;
  const inner = all.filter((fn) => contains(outer, fn));
  const direct = inner.filter((fn) => !inner.some((other) => contains(other, fn)));
  return direct.reduce((sum, fn) => sum + fn.lines, 0);
}

/** Where a relative import leads, from the repository's root; null for packages. */
export function targetOf(file: string, request: string): string | null {
  return request.startsWith('.') ? path.posix.join(path.posix.dirname(file), request) : null;
}

/** Every TypeScript file of ours that ships, parsed once for all rules. */
export const sources: readonly Source[] = roots
  .filter((root) => existsSync(root))
  .flatMap(listFiles)
  .map(readSource);
