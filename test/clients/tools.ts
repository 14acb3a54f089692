import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digest, keptFolder, must, NoTools, pythonWith } from '../../infra/outside-tools.ts';

/** Consumers of the API documents, each at one version, in the cache folder. */

const TOOLS = fileURLToPath(new URL('tools/', import.meta.url));
const OAPI_CODEGEN = 'v2.8.2';

const read = (name: string): string => readFileSync(join(TOOLS, name), 'utf8');

/** @returns folder whose `node_modules` has openapi-typescript, openapi-fetch and spectral */
const nodeTools = (): Promise<string> =>
  keptFolder(`api-consumers-${digest(read('package-lock.json'))}`, async (draft) => {
    for (const name of ['package.json', 'package-lock.json']) cpSync(join(TOOLS, name), join(draft, name));
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
    await must('The consumers for Node', ['npm', 'ci', ...quiet], { cwd: draft });
  });

/** @returns a Python that has openapi-python-client */
const pythonTools = (): Promise<string> => pythonWith('api-consumers', read('requirements.txt'));

/** @returns path of oapi-codegen */
const goTools = async (): Promise<string> => {
  const folder = await keptFolder(`oapi-codegen-${OAPI_CODEGEN}`, async (draft) => {
    const module = `github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@${OAPI_CODEGEN}`;
    await must('oapi-codegen', ['go', 'install', module], { env: { GOBIN: draft } });
  });
  return join(folder, 'oapi-codegen');
};

/** What the tests find, each absent where this machine cannot have it. */
export interface ClientTools {
  readonly node?: string;
  readonly python?: string;
  readonly go?: string;
}

const MAKERS = { node: nodeTools, python: pythonTools, go: goTools } as const;

/** @returns the tools, and a line for each that cannot be had */
export const clientTools = async (): Promise<{ tools: ClientTools; missing: readonly string[] }> => {
  const tools: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, make] of Object.entries(MAKERS)) {
    try {
      tools[name] = await make();
    } catch (error) {
      if (!(error instanceof NoTools)) throw error;
      missing.push(`generated clients for ${name} (${error.message})`);
    }
  }
  return { tools, missing };
};
