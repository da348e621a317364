/** One after another, whoever asks: the outbox and those who mend the sheet never write at once. */
export type Turns = Readonly<{ take: <T>(work: () => Promise<T>) => Promise<T> }>;

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take: (work) => {
      const turn = last.then(work);
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
