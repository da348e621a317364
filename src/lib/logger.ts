import { type DestinationStream, type Logger, pino } from 'pino';
import { createRedactor, withoutSecretKeys } from './redact.ts';

export type { Logger };

type Options = Readonly<{
  level: string;
  /** Values that must never be written, from the configuration. */
  secrets: readonly string[];
  /** Standard output unless given. */
  destination?: DestinationStream;
}>;

/**
 * JSON lines, one a line whatever a text contains: `log.info({ event: 'delivery_retried', delivery_id })`. Secrets are
 * taken out by key, by value and by shape, from messages and stack traces too.
 */
export function createLogger({ level, secrets, destination }: Options): Logger {
  const redact = createRedactor(secrets);
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => withoutSecretKeys(fields) as Record<string, unknown>,
    },
    serializers: { err: describeError, error: describeError },
    hooks: { streamWrite: (line: string) => withoutControls(redact(line)) },
  };
  return destination ? pino(options, destination) : pino(options);
}

type Described = Readonly<{ type: string; message: string; code?: string; stack?: string; cause?: unknown }>;

/** Only these fields: what else hangs on an error (a request's payload, its headers) may hold personal data. */
export function describeError(error: unknown, depth = 0): Described | unknown {
  if (!(error instanceof Error)) return typeof error === 'object' ? '[not an error]' : error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    ...(error.stack !== undefined && depth === 0 && { stack: error.stack }),
    ...(error.cause !== undefined && depth < 3 && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** JSON escapes C0 already; these a terminal would still obey or break a line at. */
function withoutControls(line: string): string {
  return line.replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
