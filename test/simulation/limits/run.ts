import { parseArgs } from 'node:util';
import { FRESH } from './capacity.ts';
import { runJob } from './run-job.ts';

/** `npm run simulate:limits -- --members 100000 [--unchanged] [--passwords] [--burst 300] [--seed 1] [--log]`: see docs/reliability.md. */

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '5000' },
    unchanged: { type: 'boolean', default: false },
    passwords: { type: 'boolean', default: false },
    burst: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    log: { type: 'boolean', default: false },
  },
});

const result = await runJob(
  {
    members: Number(values.members),
    unchanged: values.unchanged,
    withPasswords: values.passwords,
    limits: { ...FRESH, burstSeconds: Number(values.burst) },
  },
  Number(values.seed),
  values.log ? print : undefined,
);
for (const [name, value] of Object.entries({ ...result, ratio: result.jobMs / result.boundMs }))
  print(
    `${name.padEnd(13)} ${typeof value === 'number' ? Math.round(value * 1000) / 1000 : JSON.stringify(value)}`,
  );
if (result.chunksFailed > 0) process.exitCode = 1;
