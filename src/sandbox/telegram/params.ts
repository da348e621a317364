import { type Fields, headerText, isFields, parseFields, type WireRequest } from '../wire.ts';
import { badRequest } from './refusal.ts';
import type { UploadedFile } from './types.ts';

/** The parameters of one call, whichever of the four encodings brought them. */
export type Params = Readonly<{ fields: Fields; files: ReadonlyMap<string, UploadedFile> }>;

/**
 * RFC 7578, read by ourselves: Node 22's own reader refuses what Telegram takes, a header without a space after its
 * colon for one.
 */
function readMultipart({ body }: WireRequest, type: string): Params {
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary === undefined) throw badRequest('invalid request body');
  const fields: Fields = {};
  const files = new Map<string, UploadedFile>();
  for (const part of partsOf(body, boundary)) {
    const name = /\bname="([^"]*)"/i.exec(part.head)?.[1] ?? '';
    // Quoted or not: grammY leaves the quotes out.
    const file = /\bfilename=("[^"]*"|[^;\r\n]*)/i.exec(part.head)?.[1]?.replaceAll('"', '');
    const partType = /content-type:\s*(\S+)/i.exec(part.head)?.[1] ?? 'application/octet-stream';
    if (file === undefined) fields[name] = part.bytes.toString('utf8');
    else files.set(name, { name: Buffer.from(file, 'latin1').toString('utf8'), type: partType, bytes: part.bytes });
  }
  return { fields, files };
}

type Part = Readonly<{ head: string; bytes: Buffer }>;

function partsOf(body: Buffer, boundary: string): readonly Part[] {
  const parts: Part[] = [];
  const mark = `--${boundary}`;
  for (let from = body.indexOf(mark); from >= 0; ) {
    const next = body.indexOf(`\r\n${mark}`, from + mark.length);
    if (next < 0) break;
    const headEnd = body.indexOf('\r\n\r\n', from);
    if (headEnd < 0 || headEnd > next) throw badRequest('invalid request body');
    parts.push({
      head: body.subarray(from + mark.length, headEnd).toString('latin1'),
      bytes: Buffer.from(body.subarray(headEnd + 4, next)),
    });
    from = next + 2;
  }
  return parts;
}

/** Query string, JSON, urlencoded form and multipart, as the Bot API takes them. */
export async function readParams(request: WireRequest): Promise<Params> {
  const query: Fields = Object.fromEntries(request.url.searchParams);
  if (request.body.length === 0) return { fields: query, files: new Map() };
  const type = headerText(request.headers, 'content-type');
  if (type.startsWith('multipart/form-data')) {
    const { fields, files } = readMultipart(request, type);
    return { fields: { ...query, ...fields }, files };
  }
  const text = request.body.toString('utf8');
  const fields = type.startsWith('application/json')
    ? parseFields(text)
    : (Object.fromEntries(new URLSearchParams(text)) as Fields);
  if (!fields) throw badRequest("can't parse request JSON object");
  return { fields: { ...query, ...fields }, files: new Map() };
}

/** What is kept of a call: files are named, not held. */
export function describeParams({ fields, files }: Params): Fields {
  const named = [...files].map(([name, file]) => [name, { file: file.name, bytes: file.bytes.length }]);
  return { ...fields, ...Object.fromEntries(named) };
}

export function text({ fields }: Params, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : String(value);
}

export function integer(params: Params, name: string): number | undefined {
  const raw = text(params, name);
  if (raw === undefined || raw === '') return undefined;
  const value = Number(raw);
  if (!Number.isSafeInteger(value)) throw badRequest(`invalid ${name} specified`);
  return value;
}

export function flag({ fields }: Params, name: string): boolean {
  const value = fields[name];
  return value === true || value === 'true' || value === 'True' || value === '1' || value === 1;
}

/** A parameter that is itself JSON: an object or array in a JSON body, its text in a form. */
export function structure({ fields }: Params, name: string): unknown {
  const value = fields[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw badRequest(`can't parse ${name} JSON object`);
  }
}

export function objectParam(params: Params, name: string): Fields | undefined {
  const value = structure(params, name);
  if (value === undefined) return undefined;
  if (!isFields(value)) throw badRequest(`object expected as ${name}`);
  return value;
}

/** The upload that a `photo` or `document` parameter points at: by its own name or by `attach://name`. */
export function upload(params: Params, name: string, value = text(params, name)): UploadedFile | undefined {
  if (value?.startsWith('attach://')) return params.files.get(value.slice('attach://'.length));
  return params.files.get(name);
}
