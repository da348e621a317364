/** Runs the work once the events that have arrived by now were all handed out: what came together is taken together. */
export function afterArrivals(work: () => void): void {
  setImmediate(work);
}
