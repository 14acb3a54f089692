import { beforeAll, describe, expect, it } from 'vitest';
import { openTestDb } from '../../support/db.ts';
import { info, logIn, me, person, refreshed, tryRefresh } from '../../support/log-in.ts';
import { type MeteredDb, meteredDb } from '../../support/meter.ts';
import { createWorld, stopClock, type World, worldOf } from '../../support/world.ts';

stopClock();

let world: World;
let id: number;
beforeAll(async () => {
  world = await createWorld();
  ({ id } = await person(world));
});

describe('an authenticated call', () => {
  const counted = async (act: (world: World) => Promise<{ status: number }>) => {
    const db: MeteredDb = await meteredDb();
    const metered = worldOf(db, world.club, world.client);
    await me(metered, { access_token: 'x' });
    db.reset();
    expect((await act(metered)).status).toBe(200);
    return db.read().byOperation;
  };

  const READ = { BatchGetCommand: 1 };
  const READ_AND_WRITE = { BatchGetCommand: 1, UpdateCommand: 1 };

  it('costs one batch read, and a refresh one conditional write more, but none when it is repeated', async () => {
    const tokens = await logIn(world, id);
    expect(await counted((metered) => me(metered, tokens))).toEqual(READ);
    expect(await counted((metered) => info(metered, tokens))).toEqual(READ);
    expect(await counted((metered) => tryRefresh(metered, tokens.refresh_token))).toEqual(READ_AND_WRITE);
    expect(await counted((metered) => tryRefresh(metered, tokens.refresh_token))).toEqual(READ);
  });

  it('with a refreshed pair costs one conditional write in the life of the pair', async () => {
    const first = await logIn(world, id);
    const second = await refreshed(world, first);
    expect(await counted((metered) => me(metered, first))).toEqual(READ);
    expect(await counted((metered) => me(metered, second))).toEqual(READ_AND_WRITE);
    expect(await counted((metered) => me(metered, second))).toEqual(READ);
    expect(await counted((metered) => info(metered, second))).toEqual(READ);
    expect(await counted((metered) => tryRefresh(metered, second.refresh_token))).toEqual(READ_AND_WRITE);
  });

  it('sees what was written just before: the batch read is strongly consistent', async () => {
    const tokens = await logIn(world, id);
    const db = await openTestDb();
    const reads: unknown[] = [];
    const send = db.doc.send.bind(db.doc) as (command: any) => Promise<unknown>;
    const doc = new Proxy(db.doc, {
      get: (target, name) =>
        name === 'send'
          ? (command: any) => {
              reads.push(command.input.RequestItems?.[db.table]?.ConsistentRead);
              return send(command);
            }
          : Reflect.get(target, name),
    });
    const watched = worldOf({ ...db, doc }, world.club, world.client);
    await me(watched, { access_token: 'x' });
    reads.length = 0;
    await me(watched, tokens);
    expect(reads).toEqual([true]);
  });
});
