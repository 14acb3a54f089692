import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { FUNCTION_IDS, handlerPath } from '../../infra/handlers.ts';
import { eventsOf, readEvent } from '../support/events.ts';
import { type Engines, startEngines } from './engines.ts';
import { expectedOf, told } from './expected.ts';
import { invoke } from './sandbox.ts';

const codeDirectory = inject('codeDirectory') ?? '';
let engines: Engines;
beforeAll(async () => {
  engines = await startEngines(inject('dynamoUrl'));
});
afterAll(() => engines.stop());

/** A server, a client and undici: a third of the CPU of a cold start, and no function needs them in AWS. */
const UNWANTED = /^NativeModule (http|internal\/deps\/undici\/undici)$/;

describe.concurrent('each bundle, cold and alone', () => {
  it.each(FUNCTION_IDS)('%s answers its events as documented', async (id) => {
    const files = eventsOf(id);
    const outcome = await invoke(
      { folder: join(codeDirectory, handlerPath(id)), environment: await engines.stage() },
      { functionName: id, events: files.map((file) => readEvent(file)) },
    );
    expect(outcome.builtins.filter((name) => UNWANTED.test(name))).toEqual([]);
    const results = outcome.results.map((result, place) => [
      files[place],
      told(id, files[place] ?? '', result),
    ]);
    expect(results).toEqual(files.map((file) => [file, expectedOf(id, file)]));
  });
});
