import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demo, documentFile, freshFolder, run, stackUrl, tools } from './given.ts';

const COLLECTION = documentFile('loyalty-club.postman_collection.json');
const environment = (stack: string): string => documentFile(`loyalty-club.${stack}.postman_environment.json`);

interface Report {
  readonly run: {
    readonly executions: readonly {
      readonly item: { readonly id: string; readonly name: string };
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

const ITEMS: readonly any[] = JSON.parse(readFileSync(COLLECTION, 'utf8')).item;

/** Requests of the collection that were sent and answered 200; what scripts sent is reported beside them. */
const succeeded = (executions: Report['run']['executions']): number => {
  const checked = executions.filter(({ assertions }) => (assertions?.length ?? 0) > 1);
  expect(checked.map(({ response }) => response?.code)).toEqual(checked.map(() => 200));
  return new Set(checked.map(({ item }) => item.id)).size;
};

/** Endpoints whose token comes by mail, on both paths. */
const WITH_MAILED_TOKEN = 4 * 2;

describe.skipIf(!tools.node)('newman runs the Postman collection', () => {
  it('from top to bottom with the environment of the local stack, every request with success', async () => {
    const { executions, ...report } = await runCollection('local', { base_url: stackUrl });
    expect(failuresOf({ executions, ...report })).toEqual([]);
    expect(succeeded(executions)).toBe(requestsIn(ITEMS));
  });

  it('with the environment of a stage, without the requests that need a mailed token', async () => {
    const settings = { ...demo, base_url: stackUrl, club_id: '1' };
    const { executions, ...report } = await runCollection('stage', settings, ['Members']);
    expect(failuresOf({ executions, ...report })).toEqual([]);
    const members = ITEMS.filter(({ name }) => name === 'Members');
    expect(succeeded(executions)).toBe(requestsIn(members) - WITH_MAILED_TOKEN);
  });
});
