import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { emptyTally, merge, type Range, runRange, type Tally } from './range.ts';
import { WORLDS, worldNamed } from './worlds/all.ts';

/** `npm run simulate -- --from 1 --to 10000 [--world bulk] [--workers 2] [--log]`: see docs/reliability.md. */

interface Share extends Range {
  readonly world: string;
}

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

const inWorker = (share: Share): Promise<Tally> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.once('message', resolve);
    worker.once('error', reject);
  });

const wholeRange = async (world: string, range: Range, workers: number, log: boolean): Promise<Tally> => {
  if (log || workers === 1) return runRange(worldNamed(world), range, log ? print : undefined);
  const shares = Array.from({ length: workers }, (_, n) => ({
    ...range,
    from: range.from + n,
    every: workers,
  }));
  const tally = emptyTally();
  for (const part of await Promise.all(shares.map((share) => inWorker({ ...share, world }))))
    merge(tally, part);
  tally.failures.sort((one, other) => one.seed - other.seed);
  return tally;
};

const report = (world: string, tally: Tally, milliseconds: number, cpuMilliseconds: number): void => {
  for (const { seed, violations } of tally.failures)
    for (const violation of violations) print(`${world} ${seed}: ${violation}`);
  const aMinute = (spent: number): number => Math.round((tally.schedules * 60_000) / spent);
  print(
    `world ${world}: ${tally.schedules} schedules, ${tally.events} events, ${tally.failures.length} with violations; ` +
      `${aMinute(milliseconds)} schedules a minute, ${aMinute(cpuMilliseconds)} a minute of CPU`,
  );
  const faults = Object.entries(tally.faults).sort(([one], [other]) => one.localeCompare(other));
  print(`faults: ${faults.map(([kind, count]) => `${kind} ${count}`).join(', ') || 'none'}`);
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      from: { type: 'string', default: '1' },
      to: { type: 'string', default: '1000' },
      world: { type: 'string' },
      workers: { type: 'string', default: '1' },
      log: { type: 'boolean', default: false },
    },
  });
  const range = { from: Number(values.from), to: Number(values.to) };
  const names = values.world === undefined ? WORLDS.map(({ name }) => name) : [worldNamed(values.world).name];
  for (const name of names) {
    const started = performance.now();
    const before = process.cpuUsage();
    const tally = await wholeRange(name, range, Number(values.workers), values.log);
    const { user, system } = process.cpuUsage(before);
    report(name, tally, performance.now() - started, (user + system) / 1000);
    if (tally.failures.length > 0) process.exitCode = 1;
  }
};

if (isMainThread) await main();
else parentPort?.postMessage(await runRange(worldNamed((workerData as Share).world), workerData as Share));
