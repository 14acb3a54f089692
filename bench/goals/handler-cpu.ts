import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import type { ApiHandler } from '#shared/http/endpoint.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { type ApiRequest, apiEvent } from '../../test/support/api-event.ts';
import { worldOf } from '../../test/support/world.ts';
import { besideEachOther, cpuOf, takeTurns } from '../cpu.ts';
import { withEngine, worldIn } from '../engine.ts';
import type { Goal } from '../goal.ts';
import { type Person, people } from '../peers/people.ts';
import { recorderOf, replay, replayOf } from '../replay.ts';

const REQUESTS = 100;

type Request = Omit<ApiRequest, 'slug' | 'secret'>;

/** Requests about people, of whom each exists but for `members.create`. */
const ENDPOINTS: Readonly<Record<string, (person: Person) => Request>> = {
  'members.create': ({ id, ...properties }) => ({ body: { properties } }),
  'members.get': ({ id }) => ({ path: { id: String(id) } }),
  'members.get-by-email': ({ email }) => ({ path: { email } }),
  'members.update': ({ id, last_name }) => ({
    path: { id: String(id) },
    body: { properties: { first_name: `Ola ${last_name} ${Math.random()}` } },
  }),
};

export const goal: Goal = {
  id: 'P7',
  measures:
    'CPU of a request in a warm function, from the event of the gateway to its reply, on DynamoDB Local. *Bare SDK* parses the same body, sends the same calls to another table, and makes JSON of the same reply.',
  unit: 'ms of CPU a request',
  bound: { atMost: 1.3 },
  measure: () =>
    withEngine(async (engine) => {
      const ours = recorderOf(await engine.table('ours'));
      const bare = await engine.table('bare');
      const plain = await worldIn(ours.db);
      const world = worldOf(ours.db, plain.club, plain.client);
      world.enter();
      let next = 1;
      /** Makes requests; @returns the work of ours, and afterwards that of the peer */
      const round = async (id: string, persons: readonly Person[]) => {
        const contract = CATALOGUE.find((one) => one.id === id);
        if (!contract) throw new Error(`No endpoint ${id}`);
        const handler = await loadFunction<ApiHandler>(id);
        const common = { slug: world.club.slug, secret: world.client.secret };
        const events = persons.map((person) => apiEvent(contract, { ...ENDPOINTS[id]?.(person), ...common }));
        const replies: unknown[] = [];
        const calls: ReturnType<typeof replayOf>[] = [];
        return {
          ours: async () => {
            for (const event of events) {
              const { statusCode, body = 'null' } = await handler(event, lambdaContext({ functionName: id }));
              if (statusCode !== 200) throw new Error(`${id} answers ${statusCode}: ${body}`);
              replies.push(body);
              calls.push(ours.take() as never);
            }
          },
          prepare: () => {
            replies.forEach((body, index) => {
              replies[index] = JSON.parse(String(body));
              calls[index] = replayOf(calls[index] as never, 'ours', 'bare');
            });
          },
          bare: async () => {
            for (const [index, event] of (events as APIGatewayProxyEventV2[]).entries()) {
              if (event.body !== undefined) JSON.parse(event.body);
              await replay(bare, calls[index] ?? []);
              JSON.stringify(replies[index]);
            }
          },
        };
      };
      const persons = (): readonly Person[] => {
        const some = people(REQUESTS, next);
        next += REQUESTS;
        return some;
      };
      let existing: readonly Person[] = [];
      const rows = [];
      for (const id of Object.keys(ENDPOINTS)) {
        let current: Awaited<ReturnType<typeof round>>;
        const taken = await takeTurns(
          {
            ours: async () => {
              if (id === 'members.create') existing = persons();
              current = await round(id, existing);
              const cpu = await cpuOf(current.ours);
              current.prepare();
              return cpu / REQUESTS;
            },
            'bare SDK': async () => (await cpuOf(current.bare)) / REQUESTS,
          },
          { warmUps: 2 },
        );
        rows.push(besideEachOther(id, taken.ours, ['bare SDK', taken['bare SDK']]));
      }
      return rows;
    }),
};
