/** At most `perWindow` in any span of `windowMs`, and of these at most `burst` at once. */
export type Rate = Readonly<{ perWindow: number; windowMs: number; burst: number }>;

/** A token bucket that also remembers its last `perWindow` takes, so that burst and refill together keep the limit. */
export type Bucket = {
  readonly rate: Rate;
  tokens: number;
  filledAtMs: number;
  recentMs: number[];
  pausedUntilMs: number;
};

export function newBucket(rate: Rate, nowMs: number): Bucket {
  return { rate, tokens: rate.burst, filledAtMs: nowMs, recentMs: [], pausedUntilMs: Number.NEGATIVE_INFINITY };
}

/**
 * Milliseconds until the `nth` take from now may be made, 0 for now: the pause, the bucket or the window, whichever
 * takes longest. `kept` places are left free for those who go first.
 */
export function readyIn(bucket: Bucket, nowMs: number, nth: number, kept: number): number {
  refill(bucket, nowMs);
  const missing = nth + Math.min(kept, bucket.rate.burst - 1) - bucket.tokens;
  const byTokensMs = missing <= 1e-9 ? 0 : (missing * bucket.rate.windowMs) / bucket.rate.perWindow;
  const byWindowMs = leavesWindowInMs(bucket, nowMs, nth + Math.min(kept, bucket.rate.perWindow - 1));
  return Math.max(0, bucket.pausedUntilMs - nowMs, byTokensMs, byWindowMs);
}

export function spend(bucket: Bucket, nowMs: number) {
  refill(bucket, nowMs);
  bucket.tokens -= 1;
  bucket.recentMs.push(nowMs);
  if (bucket.recentMs.length > bucket.rate.perWindow) bucket.recentMs.shift();
}

/** Full again and without a pause: the same as a new one. */
export function isIdle(bucket: Bucket, nowMs: number): boolean {
  const lastMs = bucket.recentMs.at(-1) ?? Number.NEGATIVE_INFINITY;
  const fullAfterMs = (bucket.rate.burst * bucket.rate.windowMs) / bucket.rate.perWindow;
  return lastMs + Math.max(bucket.rate.windowMs, fullAfterMs) < nowMs && bucket.pausedUntilMs < nowMs;
}

function refill(bucket: Bucket, nowMs: number) {
  const { perWindow, windowMs, burst } = bucket.rate;
  // A clock that went back gives nothing and takes nothing.
  const passedMs = Math.max(0, nowMs - bucket.filledAtMs);
  bucket.tokens = Math.min(burst, bucket.tokens + (passedMs * perWindow) / windowMs);
  bucket.filledAtMs = nowMs;
}

/** Until so many of the remembered takes are older than the window that `more` fit beside the rest. */
function leavesWindowInMs({ recentMs, rate }: Bucket, nowMs: number, more: number): number {
  const mustLeave = recentMs.length + more - rate.perWindow;
  if (mustLeave <= 0) return 0;
  const last = recentMs[Math.min(mustLeave, recentMs.length) - 1];
  return last === undefined ? 0 : last + rate.windowMs - nowMs;
}
