import { Logger } from '@aws-lambda-powertools/logger';
import { vi } from 'vitest';
import type { World } from './world.ts';

/** A line as CloudWatch gets it. */
export type LogLine = Readonly<Record<string, any>>;

const STREAMS = [process.stdout, process.stderr] as const;

/** What is JSON of what the process writes meanwhile: lines of the log, and counts. */
export const linesWhile = async (run: () => Promise<unknown>): Promise<LogLine[]> => {
  const written: string[] = [];
  const spies = STREAMS.map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    }),
  );
  try {
    await run();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const lines = written.join('').split('\n');
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
};

/** Gives the world's functions the log of a deployment instead of none. */
export const withLog = <W extends World>(world: W): W => {
  const log = new Logger({ serviceName: 'loyalty', logLevel: 'INFO' });
  Object.defineProperty(world.runtime, 'log', { value: log, configurable: true });
  return world;
};
