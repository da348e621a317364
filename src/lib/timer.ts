/** Runs `work` once after `ms`; the returned function calls it off. Does not keep the process alive. */
export function after(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
}

/** Resolves with `instead` when `work` takes longer than `ms`; work goes on, its late failure is ignored. */
export async function withinMs<T, U>(ms: number, work: Promise<T>, instead: U): Promise<T | U> {
  let cancel = (): void => {};
  const late = new Promise<U>((resolve) => {
    cancel = after(ms, () => resolve(instead));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
    work.catch(() => undefined);
  }
}
