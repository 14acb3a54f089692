import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildFunctions, bundling } from '../infra/build.ts';
import { FUNCTION_IDS, handlerPath } from '../infra/handlers.ts';

/**
 * CPU of loading each bundle in a fresh process, as a multiple of a bundle with the SDK's client of DynamoDB
 * alone, built the same way; all side by side in one run, the median of several.
 * `npm run bench:module-load [-- <rounds> [<id> …]]`
 */

const [rounds = '9', ...chosen] = process.argv.slice(2);
const ids = chosen.length > 0 ? chosen : FUNCTION_IDS;
const folder = mkdtempSync(join(tmpdir(), 'loyalty-bench-'));
const codeDirectory = join(folder, 'functions');
await buildFunctions({ ids, codeDirectory });

const floor = join(codeDirectory, 'floor.js');
await build({
  ...bundling,
  stdin: {
    contents: `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
export const handler = (Key) => client.send(new GetItemCommand({ TableName: 'table', Key }));`,
    resolveDir: process.cwd(),
  },
  outfile: floor,
});

const probe = join(codeDirectory, 'probe.js');
writeFileSync(
  probe,
  `const before = process.cpuUsage();
require(process.argv[2]);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000));`,
);

/** Milliseconds of CPU. */
const loading = (path: string): number => {
  const env = { AWS_REGION: 'eu-west-1', TABLE_NAME: 'table' };
  const { stdout, status, stderr } = spawnSync(process.execPath, [probe, path], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

const paths = new Map([
  ['floor', floor],
  ...ids.map((id) => [id, join(codeDirectory, handlerPath(id))] as const),
]);
const measured = new Map([...paths.keys()].map((id): [string, number[]] => [id, []]));
for (let round = 0; round < Number(rounds); round += 1) {
  for (const [id, path] of paths) measured.get(id)?.push(loading(path));
}
const below = median(measured.get('floor') ?? []);
const rows = ids.map((id) => ({ id, ours: median(measured.get(id) ?? []) })).sort((a, b) => a.ours - b.ours);
console.log('ours ms | floor ms | ratio | bound 1.20');
for (const { id, ours } of rows) {
  const ratio = ours / below;
  const cells = [ours.toFixed(1).padStart(7), below.toFixed(1).padStart(8), ratio.toFixed(2).padStart(5)];
  console.log(`${cells.join(' | ')} | ${ratio <= 1.2 ? 'holds' : 'above'}  ${id}`);
}
rmSync(folder, { recursive: true });
