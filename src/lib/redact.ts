const hidden = '[redacted]';

/** Shapes of secrets, wherever they turn up: the bot token sits in every Telegram address. */
const secretShapes: readonly RegExp[] = [
  /\d{5,16}:[A-Za-z0-9_-]{35}/g,
  /\b(?:sk|rk)_(?:live|test)_\w+/g,
  /\bwhsec_[\w+/=]+/g,
  /\bxox[a-z]-[\w-]+/g,
  /\bya29\.[\w.-]+/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /\bpot_\w{16,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
  /\bBearer\s+[\w.~+/=|-]+/g,
];

/** Too short to be told from ordinary text: taking it out would garble every line. */
const shortestSecret = 6;

/** A function that takes the given secrets, and whatever looks like one, out of a text. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  const values = [...new Set(forms)].filter((value) => value.length >= shortestSecret);
  values.sort((a, b) => b.length - a.length);
  return (text) => {
    const known = values.reduce((rest, value) => rest.replaceAll(value, hidden), text);
    return secretShapes.reduce((rest, shape) => rest.replace(shape, hidden), known);
  };
}

const secretKey = /token|secret|password|passwd|authorization|cookie|private_?key|api_?key|signature/i;
const maxDepth = 6;

/** A copy in which the values of keys that name a secret are hidden. Errors and class instances are left as they are. */
export function withoutSecretKeys(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) return depth >= maxDepth ? '[…]' : value.map((part) => withoutSecretKeys(part, depth + 1));
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  if (depth >= maxDepth) return '[…]';
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      secretKey.test(key) && (typeof part === 'string' || typeof part === 'object') && part !== null
        ? hidden
        : withoutSecretKeys(part, depth + 1),
    ]),
  );
}
