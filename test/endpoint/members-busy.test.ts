import { beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '#shared/data/table/db.ts';
import { type ApiCall, call } from '../support/api.ts';
import { hasty } from '../support/db.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let world: World;
let id: string;
beforeAll(async () => {
  world = await createWorld();
  const properties = { email: 'busy@example.com', first_name: 'The', last_name: 'Doge' };
  const { body } = await call(world, 'members.create', { body: { properties } });
  id = String(body.id);
});

/** A table that answers commands of these names with an error of this name. */
const failing = (db: Db, commands: RegExp, error: string): Db => {
  const send = async (command: object) => {
    if (!commands.test(command.constructor.name)) return db.doc.send(command as never);
    throw Object.assign(new Error('refused by the test'), { name: error });
  };
  const doc = new Proxy(db.doc, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  });
  return { ...db, doc };
};

/** A process on such a table that has read its club before, and does not really wait. */
const process = async (commands: RegExp, error: string): Promise<World> => {
  const db: { current: Db } = { current: world.db };
  const proxy: Db = {
    ...hasty(world.db),
    get doc() {
      return db.current.doc;
    },
  };
  const other = worldOf(proxy, world.club, world.client);
  Object.assign(other.runtime, { sleep: async () => {} });
  expect((await call(other, 'clubs.schema')).status).toBe(200);
  db.current = failing(world.db, commands, error);
  return other;
};

const REQUESTS: readonly [string, () => ApiCall][] = [
  ['members.update', () => ({ path: { id }, body: { properties: { first_name: 'X' } } })],
  ['members.destroy', () => ({ path: { id } })],
  ['members.validate', () => ({ body: { properties: { email: 'busy@example.com' } } })],
  ['members.list', () => ({})],
];

describe('a table that is throttled', () => {
  it.each(REQUESTS)('makes %s ask for patience', async (endpoint, request) => {
    const busy = await process(/./, 'ThrottlingException');
    const { status, headers } = await call(busy, endpoint, request());
    expect([status, headers['x-error-code'], headers['retry-after']]).toEqual([503, 'busy', '2']);
  });
});

describe('a member that changes under every attempt', () => {
  it('ends an update with 503 after six attempts, and nothing is written', async () => {
    const busy = await process(/^PutCommand$/, 'ConditionalCheckFailedException');
    const { status } = await call(busy, 'members.update', {
      path: { id },
      body: { properties: { first_name: 'X' } },
    });
    expect(status).toBe(503);
    const { body } = await call(world, 'members.get', { path: { id } });
    expect(body.properties.first_name).toBe('The');
  });
});
