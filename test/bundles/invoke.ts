import { createRequire } from 'node:module';

/**
 * Node's side of a Lambda sandbox, in a process that holds nothing else: `node invoke.ts <folder>` requires the
 * folder's `index.js`, as the runtime does where no package.json says that files are ES modules, and hands
 * `index.handler` the events that its parent sends, one after the other.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */

export interface Invocations {
  readonly functionName: string;
  readonly events: readonly unknown[];
}

export interface Outcome {
  /** Node's own modules that came with the bundle. */
  readonly builtins: readonly string[];
  /** What the handler answered to each event. */
  readonly results: readonly unknown[];
}

const CONTEXT = {
  awsRequestId: '7a1d4c52-5a3e-4f0a-9a53-3f6a0f5a7c11',
  functionVersion: '$LATEST',
  memoryLimitInMB: '512',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => 30_000,
};

/** @see https://github.com/nodejs/node/blob/main/test/parallel/test-bootstrap-modules.js */
const builtins = (): readonly string[] => [
  ...(process as typeof process & { moduleLoadList: readonly string[] }).moduleLoadList,
];

const outcomeOf = async (folder: string, { functionName, events }: Invocations): Promise<Outcome> => {
  const before = new Set(builtins());
  const { handler } = createRequire(import.meta.url)(`${folder}/index.js`);
  const loaded = builtins().filter((name) => !before.has(name));
  const results: unknown[] = [];
  for (const event of events) results.push(await handler(event, { ...CONTEXT, functionName }));
  return { builtins: loaded, results };
};

process.once('disconnect', () => process.exit());
process.once('message', (invocations: Invocations) => {
  outcomeOf(process.argv[2] ?? '', invocations).then(
    // Lambda freezes a sandbox that has answered; connections that it keeps must not keep it running.
    (outcome) => process.send?.(outcome, () => process.exit()),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`, () => process.exit(1));
    },
  );
});
