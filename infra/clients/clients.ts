import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApiOnce } from '../../openapi/document/documents.ts';
import { withOpenUnions } from '../../openapi/document/open-unions.ts';
import { toOpenApi30 } from '../../openapi/document/openapi-3-0.ts';
import { generate, readmeOf } from './generator.ts';

/** Clients by the name of their folder: the generator's name of the language, and its settings. */
const CLIENTS: Readonly<
  Record<string, { readonly generator: string; readonly settings: Readonly<Record<string, string>> }>
> = {
  python: { generator: 'python', settings: { packageName: 'loyalty_club', projectName: 'loyalty-club' } },
  csharp: {
    generator: 'csharp',
    settings: { packageName: 'LoyaltyClub', library: 'httpclient', targetFramework: 'net8.0' },
  },
  php: { generator: 'php', settings: { invokerPackage: 'LoyaltyClub', packageName: 'LoyaltyClub' } },
  java: {
    generator: 'java',
    settings: {
      library: 'okhttp-gson',
      groupId: 'club.loyalty',
      artifactId: 'loyalty-club',
      invokerPackage: 'club.loyalty',
      apiPackage: 'club.loyalty.api',
      modelPackage: 'club.loyalty.model',
    },
  },
  go: { generator: 'go', settings: { packageName: 'loyalty', withGoMod: 'true' } },
};

export const CLIENT_NAMES = Object.keys(CLIENTS);

/** Writes a client of each language below `folder`. @throws NoTools without Java, or where the generator cannot be had */
export const writeClients = async (folder: string): Promise<void> => {
  const scratch = mkdtempSync(join(tmpdir(), 'loyalty-clients-'));
  try {
    const inputSpec = join(scratch, 'openapi.json');
    writeFileSync(inputSpec, JSON.stringify(withOpenUnions(toOpenApi30(openApiOnce()))));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await generate(
      scratch,
      Object.entries(CLIENTS).map(([name, { generator, settings }]) => ({
        generatorName: generator,
        inputSpec,
        outputDir: join(folder, name),
        globalProperties: { apiTests: 'false', modelTests: 'false' },
        gitHost: 'example.com',
        gitUserId: 'loyalty-club',
        gitRepoId: 'loyalty',
        additionalProperties: settings,
      })),
    );
    for (const name of CLIENT_NAMES) writeFileSync(join(folder, name, 'README.md'), readmeOf(name));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};
