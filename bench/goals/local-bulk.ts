import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTable } from '#shared/data/table/create-table.ts';
import { LOCAL } from '#shared/env-names.ts';
import { database } from '#shared/ports/database.ts';
import { getRuntime } from '#shared/runtime.ts';
import { demoClient, WITHOUT_WELCOME } from '../../local/demo/api.ts';
import { demoMembers } from '../../local/demo/people.ts';
import { startDynamo } from '../../local/engines/dynamodb.ts';
import { startStack } from '../../local/stack.ts';
import type { Goal, Row } from '../goal.ts';
import { type Cost, costOf } from '../process-cpu.ts';

const MEMBERS = 5000;
/** Java compiles what is hot during the first two. */
const BULKS = 3;
/** Calls of the replay under way: as many as two handlers make. */
const AT_ONCE = 16;
/** Ten seconds on two cores. */
const BOUND = { atMost: 20 };

type Send = DynamoDBDocumentClient['send'];
type Command = Parameters<Send>[0];

/** Bulks one after the other on a new stack, and the calls of each to the table. */
const bulks = async () => {
  const stack = await startStack({ port: 0, dynamoPort: 0, longLived: true, report: console.error });
  const { doc } = getRuntime().use(database);
  const send = doc.send.bind(doc) as (command: Command) => Promise<unknown>;
  const calls: Command[][] = [];
  Object.assign(doc, {
    send(command: Command) {
      calls.at(-1)?.push(command);
      return send(command);
    },
  });
  const { memberBulks } = demoClient(stack.url);
  const costs: Cost[] = [];
  for (let bulk = 0; bulk < BULKS; bulk += 1) {
    calls.push([]);
    const members = demoMembers(`${Date.now()}`, 0, MEMBERS);
    const cost = await costOf(async () => {
      const job = await memberBulks.createOrUpdate({ members, ...WITHOUT_WELCOME });
      await job.waitUntilFinished({ pollMs: 250 });
    });
    costs.push(cost);
  }
  await stack.stop();
  return { costs, calls };
};

/**
 * The same calls by the SDK alone, to a table of another engine. A second table on it would be slower: for each write
 * the engine looks for the first record of the table's stream, behind those of every earlier stream.
 */
const replays = async (bulkCalls: readonly (readonly Command[])[]): Promise<readonly Cost[]> => {
  const { url: endpoint, stop } = await startDynamo({ longLived: true });
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({
    endpoint,
    credentials,
    region: LOCAL.region,
  });
  const doc = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const costs: Cost[] = [];
  await createTable(client, LOCAL.tableName);
  for (const calls of bulkCalls) {
    const left = calls.map((call) => Reflect.construct(call.constructor, [call.input]) as Command);
    const sender = async (): Promise<void> => {
      for (let call = left.shift(); call; call = left.shift())
        await doc.send(call as never).catch(() => undefined);
    };
    costs.push(await costOf(() => Promise.all(Array.from({ length: AT_ONCE }, sender))));
  }
  await stop();
  return costs;
};

const total = ({ java, node }: Cost): number => java + node;

const rowsOf = (which: string, ours: Cost, calls: Cost): readonly Row[] => [
  { of: `${which} bulk`, ours: total(ours), bound: BOUND },
  { of: `${which} bulk`, ours: total(ours), peer: { name: 'its calls, bare SDK', value: total(calls) } },
  { of: `${which} bulk, Java`, ours: ours.java, peer: { name: 'its calls', value: calls.java } },
];

export const goal: Goal = {
  id: 'P13',
  measures:
    'CPU of a bulk of 5,000 new members on the local stack (`npm start`), from the request to its end: gateway, queue, workers, reader of the stream, and DynamoDB Local. *Bare SDK* sends the same calls to the table again, without validation, queue, and reader of the stream: what is left is the engine. Ten seconds on two cores are twenty of CPU.',
  unit: 's of CPU for 5,000 members',
  measure: async () => {
    const { costs, calls } = await bulks();
    const bare = await replays(calls);
    return [
      ['first', 0],
      ['third', BULKS - 1],
    ].flatMap(([which, n]) => rowsOf(String(which), costs[Number(n)] as Cost, bare[Number(n)] as Cost));
  },
};
