import { expect, it } from 'vitest';
import { endAllSessions } from '#shared/data/sessions/session-epoch.ts';
import { findSession } from '#shared/data/sessions/sessions.ts';
import type { Db } from '#shared/data/table/db.ts';
import { logIn, me, person, tryRefresh } from '../support/log-in.ts';
import { createWorld, worldOf } from '../support/world.ts';

/** A client whose first batches see a session as it was one epoch ago, as beside a transaction. */
const tearing = (db: Db, times: number): Db & { readonly batches: () => number } => {
  let batches = 0;
  const send = db.doc.send.bind(db.doc) as (command: any) => Promise<any>;
  const torn = async (command: any) => {
    const reply = await send(command);
    const items: any[] = reply.Responses?.[db.table] ?? [];
    if (items.length > 0) batches += 1;
    for (const item of items) if (item.kind === 'session' && batches <= times) item.epoch -= batches;
    return reply;
  };
  const doc = new Proxy(db.doc, {
    get: (target, name) => (name === 'send' ? torn : Reflect.get(target, name)),
  });
  return { ...db, doc, batches: () => batches };
};

it.each([1, 2])('a session is not taken for ended by %i torn reads', async (times) => {
  const world = await createWorld();
  const { id } = await person(world);
  const tokens = await logIn(world, id);
  const db = tearing(world.db, times);
  expect((await me(worldOf(db, world.club, world.client), tokens)).status).toBe(200);
  const refresh = await tryRefresh(
    worldOf(tearing(world.db, times), world.club, world.client),
    tokens.refresh_token,
  );
  expect(refresh.status).toBe(200);
});

it('a session of an earlier epoch is found ended by the second read', async () => {
  const world = await createWorld();
  const { id } = await person(world);
  const tokens = await logIn(world, id);
  await endAllSessions(world.db, world.club.slug, id);
  const db = tearing(world.db, 0);
  expect((await me(worldOf(db, world.club, world.client), tokens)).status).toBe(460);
  expect(db.batches()).toBe(2);
  expect(await findSession(world.db, { club: world.club.slug, member: id, sid: 'none' })).toBeUndefined();
});
