import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { NoTools } from '../infra/outside-tools.ts';

/** Seconds of CPU. */
export interface Cost {
  readonly java: number;
  readonly node: number;
}

const statOf = (pid: number) => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.replace(/^.*\) /, '').split(' ');
  return {
    isJava: text.includes('(java)'),
    parent: Number(fields[1]),
    // In hundredths of a second, on every Linux that runs Node.
    seconds: (Number(fields[11]) + Number(fields[12])) / 100,
  };
};

const runningProcesses = (): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .sort((one, other) => one - other);

/** CPU of the Java processes below this one: a child has a higher number than its parent. */
const javaSeconds = (): number => {
  const below = new Set([process.pid]);
  let seconds = 0;
  for (const pid of runningProcesses()) {
    try {
      const stat = statOf(pid);
      if (!below.has(stat.parent)) continue;
      below.add(pid);
      if (stat.isJava) seconds += stat.seconds;
    } catch {
      // It ended meanwhile.
    }
  }
  return seconds;
};

/**
 * What a work costs this process and the Java below it.
 * @throws NoTools where there is no process table as Linux has it
 */
export const costOf = async (work: () => Promise<unknown>): Promise<Cost> => {
  if (!existsSync('/proc/self/stat')) throw new NoTools('CPU of other processes is read from /proc');
  const java = javaSeconds();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { java: javaSeconds() - java, node: (user + system) / 1_000_000 };
};
