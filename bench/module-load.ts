import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { buildFunctions, bundling } from '../infra/build.ts';
import { BUNDLE, FUNCTION_IDS, handlerPath } from '../infra/handlers.ts';
import { packagesOf, sdkAlone, withPackages } from './floors.ts';

/**
 * CPU of loading each bundle in a fresh process, as a multiple of two floors built the same way: a bundle with the
 * SDK's client of DynamoDB alone, and one with all the packages that the bundle holds and none of our code. All side
 * by side in one run, the median of several.
 * `npm run bench:module-load [-- <rounds> [<id> …]]`
 */

const [rounds = '9', ...chosen] = process.argv.slice(2);
const ids = chosen.length > 0 ? chosen : FUNCTION_IDS;
const folder = mkdtempSync(join(tmpdir(), 'loyalty-bench-'));
const codeDirectory = join(folder, 'functions');
const { outputs } = await buildFunctions({ ids, codeDirectory });

/** Floors with the same packages are one. */
const floorOf = new Map(
  ids.map((id) => {
    const path = relative(process.cwd(), join(codeDirectory, handlerPath(id), BUNDLE));
    return [id, packagesOf(outputs[path]?.inputs ?? {})] as const;
  }),
);
const floors = new Map([
  ['sdk', sdkAlone],
  ...[...floorOf.values()].map((names) => [names.join(' '), withPackages(names)] as const),
]);
const floorPath = (name: string): string =>
  join(codeDirectory, `floor-${[...floors.keys()].indexOf(name)}.js`);
for (const [name, contents] of floors) {
  const stdin = { contents, resolveDir: process.cwd() };
  await build({ ...bundling, stdin, outfile: floorPath(name) });
}

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
  ...[...floors.keys()].map((name) => [name, floorPath(name)] as const),
  ...ids.map((id) => [id, join(codeDirectory, handlerPath(id))] as const),
]);
const measured = new Map([...paths.keys()].map((id): [string, number[]] => [id, []]));
for (let round = 0; round < Number(rounds); round += 1) {
  for (const [id, path] of paths) measured.get(id)?.push(loading(path));
}
const costOf = (id: string): number => median(measured.get(id) ?? []);
const rows = ids
  .map((id) => ({ id, ours: costOf(id), packages: costOf(floorOf.get(id)?.join(' ') ?? '') }))
  .sort((a, b) => a.ours - b.ours);
console.log(`SDK alone: ${costOf('sdk').toFixed(1)} ms`);
console.log('ours ms | to SDK | packages ms | to packages');
for (const { id, ours, packages } of rows) {
  const cells = [
    ours.toFixed(1).padStart(7),
    (ours / costOf('sdk')).toFixed(2).padStart(6),
    packages.toFixed(1).padStart(11),
  ];
  console.log(`${cells.join(' | ')} | ${(ours / packages).toFixed(2)}  ${id}`);
}
rmSync(folder, { recursive: true });
