import { type Fields, headerText, isFields, parseFields, type WireRequest } from '../wire.ts';
import { badRequest } from './refusal.ts';
import type { UploadedFile } from './types.ts';

/** The parameters of one call, whichever of the four encodings brought them. */
export type Params = Readonly<{ fields: Fields; files: ReadonlyMap<string, UploadedFile> }>;

async function readMultipart(request: WireRequest, type: string): Promise<Params> {
  const form = await new Response(new Uint8Array(request.body), { headers: { 'content-type': type } }).formData();
  const fields: Fields = {};
  const files = new Map<string, UploadedFile>();
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value;
    else files.set(name, { name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  return { fields, files };
}

/** Query string, JSON, urlencoded form and multipart, as the Bot API takes them. */
export async function readParams(request: WireRequest): Promise<Params> {
  const query: Fields = Object.fromEntries(request.url.searchParams);
  if (request.body.length === 0) return { fields: query, files: new Map() };
  const type = headerText(request.headers, 'content-type');
  if (type.startsWith('multipart/form-data')) {
    const { fields, files } = await readMultipart(request, type);
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
