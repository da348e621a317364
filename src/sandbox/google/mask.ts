import { isFields } from '../wire.ts';
import { invalidArgument } from './refusal.ts';

type Mask = Map<string, Mask>;

/** Parses `a,b(c,d.e)`: what `fields` may hold. */
function parseMask(source: string): Mask {
  let at = 0;
  function list(): Mask {
    const mask: Mask = new Map();
    for (;;) {
      const [name] = /^[\w*]+/.exec(source.slice(at)) ?? [];
      if (!name) throw invalidArgument(`Invalid field selection ${source}`);
      at += name.length;
      mask.set(name, tail());
      if (source[at] !== ',') return mask;
      at += 1;
    }
  }
  function tail(): Mask {
    const sign = source[at];
    if (sign === '.' || sign === '/') {
      at += 1;
      const [name = ''] = /^[\w*]+/.exec(source.slice(at)) ?? [];
      at += name.length;
      return new Map([[name, tail()]]);
    }
    if (sign !== '(') return new Map();
    at += 1;
    const inside = list();
    if (source[at] !== ')') throw invalidArgument(`Invalid field selection ${source}`);
    at += 1;
    return inside;
  }
  return list();
}

function cut(value: unknown, mask: Mask): unknown {
  if (mask.size === 0 || mask.has('*')) return value;
  if (Array.isArray(value)) return value.map((item) => cut(item, mask));
  if (!isFields(value)) return value;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const below = mask.get(key);
    return below ? [[key, cut(inner, below)] as const] : [];
  });
  return Object.fromEntries(kept);
}

/** A partial response: only what `fields` names. */
export function applyMask(value: unknown, fields: string | null): unknown {
  return fields ? cut(value, parseMask(fields.replace(/\s/g, ''))) : value;
}
