import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { memberBlockKey } from '#shared/data/table/keys.ts';
import { send } from '#shared/data/table/send.ts';
import { subscriptionsOf } from '#shared/ports/webhook-subscriptions.ts';
import { counted, create, created, listed, newClub, removal, stream } from '../support/member-ids.ts';
import { meteredDb } from '../support/meter.ts';
import { createWorld, worldOf } from '../support/world.ts';

describe('the ids of a club', () => {
  it('are recorded from its creation on, whatever comes twice, late or in another order', async () => {
    const world = await createWorld();
    await newClub(world);
    const [a, b, c] = [await create(world), await create(world), await create(world)];
    const creations = [await created(world, a), await created(world, b), await created(world, c)] as const;
    await stream(world, creations[0], creations[1]);
    const gone = await removal(world, b);
    await stream(world, gone, creations[2], creations[1], gone);
    // A removal may even come before the creation.
    const removedFirst = await create(world);
    const creation = await created(world, removedFirst);
    await stream(world, await removal(world, removedFirst));
    await stream(world, creation, creations[1]);
    expect(await listed(world)).toEqual([a, c]);
    expect(await counted(world)).toEqual({ isCounted: true, members: 2 });
  });

  it('are counted once by workers side by side', async () => {
    const world = await createWorld();
    await newClub(world);
    const ids = await Promise.all(Array.from({ length: 6 }, () => create(world)));
    const records = await Promise.all(ids.map((id) => created(world, id)));
    await Promise.all([...records, ...records].map((record) => stream(world, record)));
    expect(await counted(world)).toEqual({ isCounted: true, members: 6 });
    expect(await listed(world)).toEqual([...ids].sort((x, y) => x - y));
  });

  it('cost two calls and four write units a block, however many come at once', async () => {
    const { club, client } = await createWorld({ changes_kept_days: 0 });
    const db = await meteredDb();
    const world = worldOf(db, club, client);
    const ids = [await create(world), await create(world), await create(world)];
    const records = await Promise.all(ids.map((id) => created(world, id)));
    // As in a warm function.
    await world.runtime.use(subscriptionsOf)(club.slug);
    db.reset();
    await stream(world, ...records);
    expect(db.read()).toMatchObject({ calls: 2, writeUnits: 4, readUnits: 1 });
    db.reset();
    await stream(world, ...records);
    expect(db.read()).toMatchObject({ calls: 1, writeUnits: 0 });
  });
});

describe('a block that this release cannot read', () => {
  it('blocks neither the messages to members nor the lists of other clubs', async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    await newClub(other);
    const key = memberBlockKey(world.club.slug, 0);
    await send(
      world.db,
      new PutCommand({ TableName: world.db.table, Item: { ...key, kind: 'member-block', v: 99 } }),
    );
    const records = [await created(world, await create(world)), await created(other, await create(other))];
    const logged = vi.spyOn(world.runtime.log, 'error').mockReturnValue();
    await stream(world, ...records);
    expect(logged.mock.calls).toMatchObject([
      ['members not recorded in lists', { club: world.club.slug, block: 0, permanent: true }],
    ]);
    expect(await counted(other)).toMatchObject({ members: 1 });
  });
});
