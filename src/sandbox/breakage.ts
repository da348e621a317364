import type { CallMatch, Faults, Refusal } from './faults.ts';
import type { World } from './world.ts';
import { errorBody } from './yookassa/refusal.ts';

export const PROVIDERS = ['telegram', 'slack', 'google', 'stripe', 'yookassa'] as const;
export type ProviderKey = (typeof PROVIDERS)[number];
export const MODES = ['ok', '400', '429', '500', 'timeout', 'slow', 'garbage', 'down'] as const;
export type Mode = (typeof MODES)[number];

const RETRY_SECONDS = 5;
const SLOW_MS = 4000;

/** How each provider words «too many» and «our fault». */
const REFUSALS: Readonly<Record<ProviderKey, { tooMany: Refusal; broken: Refusal }>> = {
  telegram: {
    tooMany: {
      status: 429,
      body: {
        ok: false,
        error_code: 429,
        description: `Too Many Requests: retry after ${RETRY_SECONDS}`,
        parameters: { retry_after: RETRY_SECONDS },
      },
    },
    broken: { status: 500, body: { ok: false, error_code: 500, description: 'Internal Server Error' } },
  },
  slack: {
    tooMany: {
      status: 429,
      headers: { 'retry-after': String(RETRY_SECONDS) },
      body: { ok: false, error: 'ratelimited' },
    },
    broken: { status: 500, body: { ok: false, error: 'internal_error' } },
  },
  google: {
    tooMany: {
      status: 429,
      body: {
        error: { code: 429, message: "Quota exceeded for quota metric 'Write requests'", status: 'RESOURCE_EXHAUSTED' },
      },
    },
    broken: { status: 500, body: { error: { code: 500, message: 'Internal error encountered.', status: 'INTERNAL' } } },
  },
  stripe: {
    tooMany: {
      status: 429,
      body: { error: { code: 'rate_limit', message: 'Request rate limit exceeded.', type: 'invalid_request_error' } },
    },
    broken: { status: 500, body: { error: { message: 'An unknown error occurred', type: 'api_error' } } },
  },
  yookassa: {
    tooMany: { status: 429, body: errorBody(429, 'Too many requests', { retry_after: RETRY_SECONDS * 1_000 }) },
    broken: { status: 500, body: errorBody(500, 'Technical error') },
  },
};

/** A card carries its purchase's id; answers and notices of what went wrong do not. */
const isCard: CallMatch = ({ name, body }) =>
  name === 'sendMessage' && /purchase_/.test(String((body as { text?: unknown }).text));

/** What is refused for good, as if payops had made a mistake in it. */
const MISTAKES: Readonly<Record<ProviderKey, { refusal: Refusal; match: CallMatch }>> = {
  telegram: {
    refusal: {
      status: 400,
      body: { ok: false, error_code: 400, description: "Bad Request: can't parse entities: unclosed tag" },
    },
    match: isCard,
  },
  slack: { refusal: { status: 200, body: { ok: false, error: 'invalid_blocks' } }, match: 'chat.postMessage' },
  google: {
    refusal: {
      status: 400,
      body: {
        error: {
          code: 400,
          message: 'Your input contains more than the maximum of 50000 characters in a single cell.',
          status: 'INVALID_ARGUMENT',
        },
      },
    },
    match: /^(batchUpdate|values\.(batchUpdate|append|update))$/,
  },
  stripe: {
    refusal: { status: 400, body: { error: { message: 'Invalid request.', type: 'invalid_request_error' } } },
    match: /./,
  },
  yookassa: { refusal: { status: 400, body: errorBody(400, 'Incorrect request') }, match: / \/v3\// },
};

function apply(faults: Faults, provider: ProviderKey, mode: Mode): void {
  faults.clear();
  switch (mode) {
    case 'ok':
      return;
    case '400': {
      const { refusal, match } = MISTAKES[provider];
      faults.failWith(refusal, { match });
      return;
    }
    case '429':
      faults.failWith(REFUSALS[provider].tooMany);
      return;
    case '500':
      faults.failWith(REFUSALS[provider].broken);
      return;
    case 'timeout':
      faults.hold();
      return;
    case 'slow':
      faults.slow(SLOW_MS);
      return;
    case 'garbage':
      faults.garbage();
      return;
    case 'down':
      faults.cut('before');
      return;
  }
}

export type Breakage = ReturnType<typeof createBreakage>;

/** One switch a provider: which way it is broken now, and what it was asked. */
export function createBreakage(world: World) {
  const modes = new Map<ProviderKey, Mode>(PROVIDERS.map((provider) => [provider, 'ok']));
  return {
    set(provider: ProviderKey, mode: Mode): void {
      modes.set(provider, mode);
      apply(world[provider].faults, provider, mode);
    },
    report: () =>
      PROVIDERS.map((provider) => {
        const { faults } = world[provider];
        const failed = faults.calls.filter((call) => call.status !== null && (call.status === 0 || call.status >= 400));
        return { provider, mode: modes.get(provider) ?? 'ok', calls: faults.count(), failed: failed.length };
      }),
  };
}
