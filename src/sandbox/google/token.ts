import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { jsonReply, parseFields, type WireReply, type WireRequest } from '../wire.ts';

type Deps = { serviceEmail: string; publicKey: string; nowMs: () => number; tokenUrl: () => string };

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFETIME_SECONDS = 3600;
const SKEW_SECONDS = 300;

function invalidGrant(description: string): WireReply {
  return jsonReply(400, { error: 'invalid_grant', error_description: description });
}

/** The token endpoint: service-account assertions in, bearer tokens of an hour out. */
export function createTokens({ serviceEmail, publicKey, nowMs, tokenUrl }: Deps) {
  const tokens = new Map<string, number>();
  const key = createPublicKey(publicKey);

  function problem(assertion: string): string | undefined {
    const [head = '', body = '', signature = ''] = assertion.split('.');
    const header = parseFields(Buffer.from(head, 'base64url').toString('utf8'));
    const claims = parseFields(Buffer.from(body, 'base64url').toString('utf8'));
    if (!header || !claims || header['alg'] !== 'RS256') return 'Invalid JWT: Failed audience or format check.';
    const signed = Buffer.from(`${head}.${body}`);
    if (!verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))) return 'Invalid JWT Signature.';
    if (claims['iss'] !== serviceEmail) return 'Invalid grant: account not found';
    if (claims['aud'] !== tokenUrl()) return 'Invalid JWT: Failed audience check.';
    if (typeof claims['scope'] !== 'string' || !claims['scope'].includes('auth/spreadsheets'))
      return 'Invalid OAuth scope.';
    const now = nowMs() / 1000;
    const [issued, expires] = [Number(claims['iat']), Number(claims['exp'])];
    const isTimely = issued <= now + SKEW_SECONDS && expires > now && expires <= issued + LIFETIME_SECONDS;
    if (!isTimely)
      return 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.';
    return undefined;
  }

  return {
    exchange(request: WireRequest): WireReply {
      const form = new URLSearchParams(request.body.toString('utf8'));
      if (form.get('grant_type') !== GRANT) {
        return jsonReply(400, { error: 'unsupported_grant_type', error_description: 'Invalid grant_type' });
      }
      const wrong = problem(form.get('assertion') ?? '');
      if (wrong) return invalidGrant(wrong);
      const token = `ya29.sandbox-${randomBytes(18).toString('base64url')}`;
      tokens.set(token, nowMs() + LIFETIME_SECONDS * 1000);
      return jsonReply(200, { access_token: token, expires_in: LIFETIME_SECONDS - 1, token_type: 'Bearer' });
    },
    isValid: (token: string) => (tokens.get(token) ?? 0) > nowMs(),
    expireAll: () => tokens.clear(),
  };
}

export type Tokens = ReturnType<typeof createTokens>;
