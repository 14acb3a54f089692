import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demo, documentFile, freshFolder, run, stackUrl, tools } from './given.ts';

const COLLECTION = documentFile('loyalty-club.postman_collection.json');
const environment = (stack: string): string => documentFile(`loyalty-club.${stack}.postman_environment.json`);

interface Report {
  readonly run: {
    readonly executions: readonly {
      readonly item: { readonly name: string };
      readonly response?: { readonly code: number };
      readonly assertions?: readonly { readonly error?: { readonly message: string } }[];
    }[];
    readonly failures: readonly {
      readonly source?: { readonly name: string };
      readonly error: { readonly message: string };
    }[];
  };
}

const requestsIn = (items: readonly any[]): number =>
  items.reduce((sum, { item }) => sum + (item ? requestsIn(item) : 1), 0);

/** Runs the collection from top to bottom. @param settings values of variables in place of the environment's */
const runCollection = async (
  stack: string,
  settings: Readonly<Record<string, string>>,
  folders: readonly string[] = [],
): Promise<Report['run']> => {
  const out = join(freshFolder('postman'), `${stack}.json`);
  const ran = await run([
    join(tools.node ?? '', 'node_modules/.bin/newman'),
    ...['run', COLLECTION, '--environment', environment(stack), '--reporters', 'json'],
    ...['--reporter-json-export', out],
    ...Object.entries(settings).flatMap(([name, value]) => ['--env-var', `${name}=${value}`]),
    ...folders.flatMap((name) => ['--folder', name]),
  ]);
  expect(existsSync(out), ran.stdout + ran.stderr).toBe(true);
  return (JSON.parse(readFileSync(out, 'utf8')) as Report).run;
};

const failuresOf = ({ failures }: Report['run']): readonly string[] =>
  failures.map(({ source, error }) => `${source?.name}: ${error.message}`);

/** Endpoints whose token comes by mail, on both paths. */
const WITH_MAILED_TOKEN = 4 * 2;

describe.skipIf(!tools.node)('newman runs the Postman collection', () => {
  it('from top to bottom with the environment of the local stack, every request with success', async () => {
    const { executions, ...report } = await runCollection('local', { base_url: stackUrl });
    expect(failuresOf({ executions, ...report })).toEqual([]);
    expect(executions).toHaveLength(requestsIn(JSON.parse(readFileSync(COLLECTION, 'utf8')).item));
    for (const { item, response, assertions } of executions) {
      expect(response?.code, item.name).toBe(200);
      expect(assertions?.length, item.name).toBeGreaterThan(1);
    }
  });

  it('with the environment of a stage, without the requests that need a mailed token', async () => {
    const settings = { ...demo, base_url: stackUrl, club_id: '1' };
    const { executions, ...report } = await runCollection('stage', settings, ['Members']);
    expect(failuresOf({ executions, ...report })).toEqual([]);
    const sent = executions.filter(({ response }) => response !== undefined);
    expect(sent.map(({ response }) => response?.code)).toEqual(sent.map(() => 200));
    expect(executions.length - sent.length).toBe(WITH_MAILED_TOKEN);
  });
});
