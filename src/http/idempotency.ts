import type { RequestHandler, Response } from 'express';
import type { Flows } from '../flows/types.ts';
import { hashToken } from '../lib/constant-time.ts';
import type { TokenActor } from './auth.ts';
import { Problem } from './problem.ts';

const header = 'idempotency-key';
/** A longer answer is not kept: the repeat then runs again, as without a key. */
const maxAnswerBytes = 64 * 1024;

/**
 * `Idempotency-Key` on a POST: the same key of the same token with the same body gets the first answer again, without
 * another effect. Another body is 422; while the first still runs, 409. Only what went well is kept: what failed may be
 * tried again under its key.
 */
export function answerOnce({ takeKey, keepAnswer, dropKey }: Pick<Flows, 'takeKey' | 'keepAnswer' | 'dropKey'>) {
  const once: RequestHandler = async (req, res, next) => {
    const given = req.headers[header];
    const actor = res.locals['actor'] as TokenActor | undefined;
    if (given === undefined || actor === undefined || req.method !== 'POST') return next();
    if (typeof given !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(given)) {
      throw new Problem('invalid', { detail: 'Idempotency-Key must be 1 to 255 visible characters.' });
    }
    const key = hashToken(JSON.stringify([actor.name, req.path, given]));
    const bodyHash = hashToken(JSON.stringify([req.query, req.body ?? {}]));
    const taken = await takeKey(key, bodyHash);
    switch (taken.state) {
      case 'other_body':
        throw new Problem('invalid', { detail: 'This Idempotency-Key was used with another body; take a new one.' });
      case 'running':
        throw new Problem('conflict', {
          detail: 'The first request with this Idempotency-Key is still running.',
          headers: { 'Retry-After': '2' },
        });
      case 'answered':
        res.status(taken.status).set('Idempotent-Replayed', 'true').type('json').send(taken.answer);
        return;
      case 'fresh':
        keepOrDrop(res, key);
        next();
    }
  };

  /** The answer is kept before it is sent: who has seen it gets it again. */
  function keepOrDrop(res: Response, key: string): void {
    const send = res.json.bind(res);
    let isKept = false;
    res.json = (body: unknown) => {
      const answer = JSON.stringify(body);
      isKept = res.statusCode < 300 && Buffer.byteLength(answer) <= maxAnswerBytes;
      if (!isKept) return send(body);
      keepAnswer(key, res.statusCode, answer).then(
        () => send(body),
        () => send(body),
      );
      return res;
    };
    res.once('close', () => {
      if (!isKept) void dropKey(key).catch(() => undefined);
    });
  }

  return once;
}
