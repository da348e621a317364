import type { NotDone } from '../domain/not-done.ts';

/** A flow that somebody may not use, or whose subject is gone, says so as a value. */
export type Refusal = Readonly<{
  ok: false;
  reason:
    | 'forbidden'
    | 'not_found'
    | 'expired'
    | 'busy'
    | 'stopped'
    | 'invalid'
    | 'needs_approval'
    | 'stopped_again'
    | 'last_owner'
    | 'bad_period'
    /** Somebody else's system did not do it. */
    | 'not_done';
  /** With `stopped_again`: who it was. */
  by?: string;
  /** With `not_done`. */
  notDone?: NotDone;
  /** With `needs_approval`: what a second person is asked to allow. */
  approvalId?: string;
}>;
export type Done<T = object> = Readonly<{ ok: true }> & Readonly<T>;
export type Result<T = object> = Done<T> | Refusal;
