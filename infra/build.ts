import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions as EsbuildOptions, type Metafile } from 'esbuild';
import { bundledPackages, notices } from './bundled-packages.ts';
import { BUNDLE, FUNCTION_IDS, handlerPath } from './handlers.ts';
import { noSerializer } from './no-serializer.ts';
import { statusCodesOnly } from './status-codes.ts';

/**
 * Bundles every function in one esbuild run: `functions/<group>/<verb>.ts` becomes
 * `dist/functions/<group>/<verb>/index.js`, a folder per function, so that each is an asset of its own that
 * holds only what it uses and is uploaded only when it changes. A bundler per function would take minutes.
 */

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The folder below which each function has its own: what the CDK app takes its assets from. */
export const CODE_DIRECTORY: string = join(ROOT, 'dist/functions');

/**
 * Ways to find credentials on a desk or a server. The SDK loads them on demand, after the environment, where
 * Lambda always puts the credentials of the role; without them a bundle is a third smaller.
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 */
const NEVER_LOADED = [
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

/** How every function is bundled. */
export const bundling = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node24',
  // Packages that are CommonJS find their `require`, and Node's own modules are not evaluated in full as an
  // ES module's named imports from them are.
  format: 'cjs',
  // The SDK is bundled, not taken from the runtime: we run the versions that we tested. Its ES modules can
  // be shaken, its CommonJS cannot.
  mainFields: ['module', 'main'],
  external: [...NEVER_LOADED],
  plugins: [statusCodesOnly, noSerializer],
  minify: true,
  // Errors are distinguished by name, and a stack trace in the log names functions; its lines are found with
  // the map beside the bundle.
  keepNames: true,
  sourcemap: 'linked',
  sourcesContent: false,
  treeShaking: true,
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies EsbuildOptions;

interface BuildOptions {
  readonly ids?: readonly string[];
  readonly codeDirectory?: string;
}

const entryOf = (id: string): string => `functions/${handlerPath(id)}.ts`;

const refuse = (complaint: string, ids: readonly string[]): void => {
  if (ids.length === 0) return;
  throw new Error(`${complaint}:\n${ids.map((id) => `  ${id}: ${entryOf(id)}`).join('\n')}`);
};

/** The output of the metafile for the bundle of a function. */
const outputOf = (meta: Metafile, codeDirectory: string, id: string) =>
  meta.outputs[relative(ROOT, join(codeDirectory, handlerPath(id), BUNDLE))];

/** The bundle lists its exports for Node's lexer of CommonJS; esbuild's metafile lists those of ES modules only. */
const exportsHandler = (bundle: string): boolean =>
  /\bmodule\.exports=\{[^}]*\bhandler\b/.test(readFileSync(bundle, 'utf8'));

/**
 * Builds the functions of all endpoints and workers.
 * @returns esbuild's metafile, also written beside the code directory
 * @throws Error naming each id whose handler file or export is missing
 */
export const buildFunctions = async (options: BuildOptions = {}): Promise<Metafile> => {
  const { ids = FUNCTION_IDS, codeDirectory = CODE_DIRECTORY } = options;
  refuse(
    'No handler file for',
    ids.filter((id) => !existsSync(join(ROOT, entryOf(id)))),
  );
  // A function that has left the catalogue must leave the folder, too.
  rmSync(codeDirectory, { recursive: true, force: true });
  const { metafile } = await build({
    ...bundling,
    entryPoints: ids.map((id) => ({ in: entryOf(id), out: `${handlerPath(id)}/index` })),
    outdir: codeDirectory,
    metafile: true,
  });
  refuse(
    'No export named `handler` in',
    ids.filter((id) => !exportsHandler(join(codeDirectory, handlerPath(id), BUNDLE))),
  );
  // Above the uploaded folders: the project's own package.json declares its files ES modules.
  writeFileSync(join(codeDirectory, 'package.json'), '{ "type": "commonjs" }\n');
  writeFileSync(join(dirname(codeDirectory), 'meta.json'), JSON.stringify(metafile));
  writeFileSync(join(dirname(codeDirectory), 'THIRD-PARTY-LICENSES.txt'), notices(bundledPackages(metafile)));
  return metafile;
};

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(0).padStart(6);

/** `node infra/build.ts [folder]` */
if (import.meta.main) {
  const started = performance.now();
  const [, , codeDirectory = CODE_DIRECTORY] = process.argv;
  const meta = await buildFunctions({ codeDirectory });
  for (const id of FUNCTION_IDS) {
    console.log(`${kilobytes(outputOf(meta, codeDirectory, id)?.bytes ?? 0)} KB  ${id}`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const table = relative(process.cwd(), join(dirname(codeDirectory), 'meta.json'));
  console.log(`${FUNCTION_IDS.length} functions in ${seconds} s; what they hold: ${table}`);
}
