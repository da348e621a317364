export type Quota = Readonly<{
  /** True while the key has used less than it may within the window. */
  hasRoom: (key: string, nowMs: number) => boolean;
  use: (key: string, nowMs: number) => void;
}>;

export type QuotaOptions = Readonly<{ perWindow: number; windowMs: number; maxKeys: number }>;

/** Counts uses per key in memory, for so many keys at most: the longest unused are forgotten first. */
export function createQuota({ perWindow, windowMs, maxKeys }: QuotaOptions): Quota {
  const uses = new Map<string, readonly number[]>();
  const recent = (key: string, nowMs: number) => (uses.get(key) ?? []).filter((at) => at > nowMs - windowMs);
  return {
    hasRoom: (key, nowMs) => recent(key, nowMs).length < perWindow,
    use: (key, nowMs) => {
      const kept = [...recent(key, nowMs), nowMs].slice(-perWindow);
      uses.delete(key);
      uses.set(key, kept);
      const [oldest] = uses.keys();
      if (uses.size > maxKeys && oldest !== undefined) uses.delete(oldest);
    },
  };
}
