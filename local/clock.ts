/** The application's clock: the machine's, moved forward on request, so that expiry can be seen. */
export interface MovableClock {
  now(): Date;
  advance(seconds: number): Date;
}

export const createClock = (): MovableClock => {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  return {
    now,
    advance(seconds) {
      ahead += seconds * 1000;
      return now();
    },
  };
};
