import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatorJar } from '../../infra/clients/generator.ts';
import { digest, keptFolder, must, NoTools, pythonWith } from '../../infra/outside-tools.ts';

/** Consumers of the API documents, each at one version, in the cache folder. */

const TOOLS = fileURLToPath(new URL('tools/', import.meta.url));
const OAPI_CODEGEN = 'v2.8.2';

const read = (name: string): string => readFileSync(join(TOOLS, name), 'utf8');

/** @returns folder whose `node_modules` has openapi-typescript, openapi-fetch, spectral and newman */
const nodeTools = (): Promise<string> =>
  keptFolder(`api-consumers-${digest(read('package-lock.json'))}`, async (draft) => {
    for (const name of ['package.json', 'package-lock.json']) cpSync(join(TOOLS, name), join(draft, name));
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
    await must('The consumers for Node', ['npm', 'ci', ...quiet], { cwd: draft });
  });

/** @returns a Python that has openapi-python-client */
const pythonTools = (): Promise<string> => pythonWith('api-consumers', read('requirements.txt'));

/** @returns path of OpenAPI Generator, where there is a Java to run it */
const generator = async (): Promise<string> => {
  await must('Java', ['java', '-version']);
  return await generatorJar();
};

/** The modules that a generated client needs: a module proxy, or a cache that has them. */
const goModules = async (): Promise<void> => {
  const draft = mkdtempSync(join(tmpdir(), 'loyalty-go-'));
  try {
    for (const name of ['go.mod', 'go.sum'])
      cpSync(fileURLToPath(new URL(`programs/${name}`, import.meta.url)), join(draft, name));
    await must('Go modules', ['go', 'mod', 'download'], { cwd: draft });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

/** @returns path of oapi-codegen */
const goTools = async (): Promise<string> => {
  const folder = await keptFolder(`oapi-codegen-${OAPI_CODEGEN}`, async (draft) => {
    const module = `github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@${OAPI_CODEGEN}`;
    await must('oapi-codegen', ['go', 'install', module], { env: { GOBIN: draft } });
  });
  await goModules();
  return join(folder, 'oapi-codegen');
};

/** @returns Maven, which compiles the Java client */
const javaTools = async (): Promise<string> => {
  await must('Maven', ['mvn', '--version']);
  return 'mvn';
};

/** @returns a PHP with the library that the PHP client needs; on Debian the package `php-guzzlehttp-guzzle` */
const phpTools = async (): Promise<string> => {
  await must('PHP with curl and Guzzle', ['php', '-r', "require 'GuzzleHttp/autoload.php'; curl_version();"]);
  return 'php';
};

/** What the tests find, each absent where this machine cannot have it. */
export interface ClientTools {
  readonly node?: string;
  readonly python?: string;
  readonly go?: string;
  readonly generator?: string;
  readonly java?: string;
  readonly php?: string;
}

const MAKERS: Readonly<
  Record<keyof ClientTools, { readonly make: () => Promise<string>; readonly of: string }>
> = {
  node: {
    make: nodeTools,
    of: 'generated clients for Node, the packed client, the linter, the Postman collection',
  },
  python: { make: pythonTools, of: 'openapi-python-client' },
  go: { make: goTools, of: 'oapi-codegen' },
  generator: { make: generator, of: 'OpenAPI Generator' },
  java: { make: javaTools, of: 'the generated client for Java' },
  php: { make: phpTools, of: 'the generated client for PHP' },
};

/** @returns the tools, and a line for each that cannot be had */
export const clientTools = async (): Promise<{ tools: ClientTools; missing: readonly string[] }> => {
  const tools: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, { make, of }] of Object.entries(MAKERS)) {
    try {
      tools[name] = await make();
    } catch (error) {
      if (!(error instanceof NoTools)) throw error;
      missing.push(`${of} in test/clients (${error.message})`);
    }
  }
  return { tools, missing };
};
