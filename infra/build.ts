import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { FUNCTION_IDS, handlerPath } from './handlers.ts';

/**
 * Bundles every function in one esbuild run: `functions/<group>/<verb>.ts` becomes
 * `dist/functions/<group>/<verb>/index.mjs`, a folder per function, so that each is an asset of its own that
 * holds only what it uses and is uploaded only when it changes. A bundler per function would take minutes.
 */

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const OUT = 'dist/functions';
const META = 'dist/meta.json';

/** The folder below which each function has its own: what the CDK app takes its assets from. */
export const CODE_DIRECTORY: string = join(ROOT, OUT);

const entryOf = (id: string): string => `functions/${handlerPath(id)}.ts`;

/** Packages that esbuild turns from CommonJS into ESM still call `require` for Node's own modules. */
const BANNER = "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);";

const assertEntries = (ids: readonly string[]): void => {
  const missing = ids.filter((id) => !existsSync(join(ROOT, entryOf(id))));
  if (missing.length === 0) return;
  const lines = missing.map((id) => `  ${id}: ${entryOf(id)}`);
  throw new Error(`No handler file for:\n${lines.join('\n')}`);
};

const outputOf = (meta: Metafile, id: string) => meta.outputs[`${OUT}/${handlerPath(id)}/index.mjs`];

const assertHandlers = (meta: Metafile, ids: readonly string[]): void => {
  const without = ids.filter((id) => !outputOf(meta, id)?.exports.includes('handler'));
  if (without.length === 0) return;
  const lines = without.map((id) => `  ${id}: ${entryOf(id)}`);
  throw new Error(`No export named \`handler\` in:\n${lines.join('\n')}`);
};

/**
 * Builds the functions of all endpoints and workers into `CODE_DIRECTORY`.
 * @returns esbuild's metafile, also written to dist/meta.json
 * @throws Error naming each id whose handler file or export is missing
 */
export const buildFunctions = async (ids: readonly string[] = FUNCTION_IDS): Promise<Metafile> => {
  assertEntries(ids);
  // A function that has left the catalogue must leave the folder, too.
  rmSync(CODE_DIRECTORY, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ids.map((id) => ({ in: entryOf(id), out: `${handlerPath(id)}/index` })),
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The SDK's ES modules can be shaken, its CommonJS cannot. The SDK is bundled, not taken from the
    // runtime: we run the version that we tested, and a bundle starts faster than a folder of modules.
    mainFields: ['module', 'main'],
    banner: { js: BANNER },
    // Names and lines stay as written: a stack trace in the log can be read without a source map.
    minifySyntax: true,
    treeShaking: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  assertHandlers(metafile, ids);
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(join(ROOT, META), JSON.stringify(metafile));
  return metafile;
};

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(0).padStart(6);

if (import.meta.main) {
  const started = performance.now();
  const meta = await buildFunctions();
  for (const id of FUNCTION_IDS) console.log(`${kilobytes(outputOf(meta, id)?.bytes ?? 0)} KB  ${id}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${FUNCTION_IDS.length} functions in ${seconds} s; details in ${META}`);
}
