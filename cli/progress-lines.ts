const EVERY_MS = 5000;

/** A line on standard error from time to time: the number of items in a table is not known beforehand. */
export const progressLines = <T>(lineOf: (soFar: T) => string): ((soFar: T) => void) => {
  let last = performance.now();
  return (soFar) => {
    if (performance.now() - last < EVERY_MS) return;
    last = performance.now();
    process.stderr.write(`${lineOf(soFar)}\n`);
  };
};
