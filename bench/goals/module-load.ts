import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { buildFunctions, bundling } from '../../infra/build.ts';
import { BUNDLE, FUNCTION_IDS, handlerPath } from '../../infra/handlers.ts';
import { besideEachOther, median, takeTurns } from '../cpu.ts';
import { PACKAGES, packagesOf, sdkAlone, withPackages } from '../floors.ts';
import type { Goal, Row } from '../goal.ts';

const ROUNDS = 7;

/** The bundles that the floors are built beside, and which floor has the same packages as each. */
const built = async (codeDirectory: string) => {
  const { outputs } = await buildFunctions({ ids: FUNCTION_IDS, codeDirectory });
  const packages = new Map(
    FUNCTION_IDS.map((id) => {
      const path = relative(process.cwd(), join(codeDirectory, handlerPath(id), BUNDLE));
      return [id, packagesOf(outputs[path]?.inputs ?? {})] as const;
    }),
  );
  const sources = new Map([
    ['SDK alone', sdkAlone],
    ...[...packages.values()].map((names) => [names.join(' '), withPackages(names)] as const),
    ...PACKAGES.map((name) => [name, withPackages([name])] as const),
  ]);
  const floors = new Map<string, string>();
  for (const [name, contents] of sources) {
    const outfile = join(codeDirectory, `floor-${floors.size}.js`);
    await build({ ...bundling, stdin: { contents, resolveDir: process.cwd() }, outfile });
    floors.set(name, outfile);
  }
  return { floors, floorOf: (id: string) => packages.get(id)?.join(' ') ?? '' };
};

const PROBE = `const before = process.cpuUsage();
require(process.argv[2]);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000));`;

/** Milliseconds of CPU of loading a file in a fresh process. */
const loading = (probe: string, path: string): number => {
  const env = { AWS_REGION: 'eu-west-1', TABLE_NAME: 'table' };
  const { stdout, status, stderr } = spawnSync(process.execPath, [probe, path], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
};

const bound = { atMost: 1.2 };

const rowsOf = async (codeDirectory: string): Promise<readonly Row[]> => {
  const { floors, floorOf } = await built(codeDirectory);
  const probe = join(codeDirectory, 'probe.js');
  writeFileSync(probe, PROBE);
  const paths = [...floors, ...FUNCTION_IDS.map((id) => [id, join(codeDirectory, handlerPath(id))] as const)];
  const measures = paths.map(([name, path]) => [name, async () => loading(probe, path)] as const);
  const taken = await takeTurns(Object.fromEntries(measures), { rounds: ROUNDS });
  const of = (name: string): readonly number[] => taken[name] ?? [];
  const bySdk = FUNCTION_IDS.toSorted((one, other) => median(of(one)) - median(of(other)));
  const at = (share: number): string => bySdk[Math.floor(share * (bySdk.length - 1))] ?? '';
  const packages = FUNCTION_IDS.map((id) => median(of(id)) / median(of(floorOf(id))));
  const chosen = [
    ['lightest', at(0)],
    ['median', at(0.5)],
    ['heaviest', at(1)],
  ] as const;
  return [
    ...chosen.map(([which, id]) => ({
      ...besideEachOther(`${which}: ${id}`, of(id), ['SDK alone', of('SDK alone')]),
      bound,
    })),
    ...chosen.map(([, id]) => besideEachOther(id, of(id), ['its packages', of(floorOf(id))])),
    {
      of: `${FUNCTION_IDS.length} functions, median`,
      ours: median(packages),
      peer: { name: 'its packages', value: 1 },
    },
    ...PACKAGES.map((name) => ({
      of: `${name} alone, beyond the SDK alone`,
      ours: Math.max(0, median(of(name)) - median(of('SDK alone'))),
    })),
  ];
};

export const goal: Goal = {
  id: 'P8',
  measures:
    "CPU of loading each function's bundle in a fresh process, beside a bundle with the SDK's client of DynamoDB alone, and beside one with all packages that the function holds and none of our code, built the same way: its floor; beyond it is our own code. Then what each package takes by itself.",
  unit: 'ms of CPU a load',
  measure: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loyalty-bench-'));
    try {
      return await rowsOf(join(folder, 'functions'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
