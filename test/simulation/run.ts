import { parseArgs } from 'node:util';
import { prepare, simulate } from './simulate.ts';
import { WORLDS } from './worlds/all.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    to: { type: 'string', default: '1000' },
    world: { type: 'string' },
    log: { type: 'boolean', default: false },
    stop: { type: 'boolean', default: false },
  },
});

const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const worlds = WORLDS.filter(({ name }) => values.world === undefined || name === values.world);
if (worlds.length === 0) throw new Error(`No world ${values.world}: ${WORLDS.map(({ name }) => name)}`);

// Errors are answers here, by the hundred thousand; only a reader of the trace wants to know where from.
if (!values.log) Error.stackTraceLimit = 0;

let bad = 0;
for (const world of worlds) {
  const stage = await prepare(world);
  const faults: Record<string, number> = {};
  const started = performance.now();
  const before = process.cpuUsage();
  let [schedules, steps, violations] = [0, 0, 0];
  for (let seed = Number(values.from); seed <= Number(values.to); seed += 1) {
    const result = await simulate(stage, seed, values.log ? print : undefined);
    schedules += 1;
    steps += result.steps;
    for (const [kind, count] of Object.entries(result.faults)) faults[kind] = (faults[kind] ?? 0) + count;
    if (result.violations.length === 0) continue;
    violations += 1;
    for (const violation of result.violations) print(`seed ${seed}: ${violation}`);
    if (values.stop) break;
  }
  bad += violations;
  const { user, system } = process.cpuUsage(before);
  const perMinute = (minutes: number): number => Math.round(schedules / minutes);
  const [elapsed, ofCpu] = [(performance.now() - started) / 60_000, (user + system) / 60_000_000];
  print(
    `world ${world.name}: ${schedules} schedules, ${steps} events, ${violations} with violations, ${perMinute(elapsed)} schedules a minute, ${perMinute(ofCpu)} a minute of CPU`,
  );
  print(
    `faults: ${Object.entries(faults)
      .sort()
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', ')}`,
  );
}
process.exitCode = bad === 0 ? 0 : 1;
