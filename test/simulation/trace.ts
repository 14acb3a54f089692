/** What happened, line by line: virtual time, process, what, fault, answer. Costs nothing while it is not read. */
export interface Trace {
  say(process: string, line: () => readonly string[]): void;
}

export const SILENT: Trace = { say() {} };

const clock = (milliseconds: number): string => {
  const seconds = milliseconds / 1000;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours}:${String(minutes).padStart(2, '0')}:${(seconds % 60).toFixed(4).padStart(7, '0')}`;
};

/** One-time tokens are truly random, and so are their hashes; answers are cut, perhaps in the middle of one. */
const withoutTokens = (text: string): string =>
  text.replaceAll(/"hash":"[0-9a-f]*/g, '"hash":"…').replaceAll(/[0-9a-f]{64}/g, '…');

/** @param now milliseconds since the schedule began */
export const traceTo = (write: (line: string) => void, now: () => number): Trace => ({
  say(process, line) {
    const [what = '', fault = '', answer = ''] = line();
    const end = answer === '' ? '' : ` → ${withoutTokens(answer)}`;
    write(
      `${clock(now())}  ${process.padEnd(28)} ${withoutTokens(what)}${fault === '' ? '' : `  [${fault}]`}${end}`,
    );
  },
});
