import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { deleteClub } from '#shared/admin/delete-club.ts';
import { findClientById } from '#shared/data/client-tokens/clients.ts';
import { findClub } from '#shared/data/clubs/clubs.ts';
import { call } from '../support/api.ts';
import { storedClient } from '../support/clients.ts';
import { storedClub } from '../support/clubs.ts';
import { person } from '../support/log-in.ts';
import { createMessage, createSending, everythingOf, SENDING_CLUB, toMembers } from '../support/messaging.ts';
import { createWorld, type World } from '../support/world.ts';
import { loyaltyOn } from './loyalty-process.ts';

let world: World;
let slug: string;
let loyalty: ReturnType<typeof loyaltyOn>;
beforeEach(async () => {
  world = await createWorld(SENDING_CLUB);
  slug = world.club.slug;
  loyalty = loyaltyOn(world.db);
});

const deletion = () => ({ slug, now: new Date(), by: 'tests', forget: async () => {} });

const refusal = async (): Promise<string> => {
  const { code, stdout, stderr } = await loyalty.run(['--json', 'clubs', 'delete', slug, '--confirm', slug]);
  expect([code, stdout]).toEqual([1, '']);
  expect(await findClub(world.db, slug)).toEqual(world.club);
  return JSON.parse(stderr).error;
};

describe('a club is deleted', () => {
  it('with its messages, its counters and its tokens, and no other club', async () => {
    const neighbor = await storedClub(world.db, { slug: `${slug}-2`.slice(-63) });
    const shared = await storedClient(world.db, { clubs: [slug, neighbor.slug] });
    const everywhere = await storedClient(world.db, { clubs: null });
    const { id: message } = await createMessage(world);
    await createSending(world, message, { draft: true, ...toMembers(1) });
    const before = await everythingOf(world.db, neighbor.slug);
    const done = await deleteClub(world.db, deletion());
    expect(done).toMatchObject({ tokens_revoked: [world.client.id], tokens_changed: [shared.id] });
    expect(await everythingOf(world.db, slug)).toEqual([]);
    expect(await everythingOf(world.db, neighbor.slug)).toEqual(before);
    expect(await findClientById(world.db, world.client.id)).toBeUndefined();
    expect(await findClientById(world.db, shared.id)).toMatchObject({ clubs: [neighbor.slug], version: 2 });
    expect(await findClientById(world.db, everywhere.id)).toMatchObject({ clubs: null, version: 1 });
    await expect(deleteClub(world.db, deletion())).rejects.toMatchObject({ code: 'club_unknown' });
  });

  it('to the end when the first deletion was interrupted', async () => {
    await createMessage(world);
    const forget = () => Promise.reject(new Error('interrupted'));
    await expect(deleteClub(world.db, { ...deletion(), forget })).rejects.toThrow('interrupted');
    expect(await everythingOf(world.db, slug)).not.toEqual([]);
    await deleteClub(world.db, deletion());
    expect(await everythingOf(world.db, slug)).toEqual([]);
  });
});

describe('loyalty clubs delete', () => {
  it('takes the slug a second time, and nothing else', async () => {
    for (const confirm of [[], ['--confirm', 'other'], ['--confirm', slug.toUpperCase()]]) {
      const { code, stderr } = await loyalty.run(['clubs', 'delete', slug, ...confirm]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('Nothing was deleted.')]);
    }
    expect(await findClub(world.db, slug)).toEqual(world.club);
  });

  it('refuses a club with a member, whose removal is another matter', async () => {
    const { id } = await person(world);
    expect(await refusal()).toBe('club_in_use');
    await call(world, 'members.destroy', { path: { id: String(id) } });
    const { code, stdout } = await loyalty.run(['clubs', 'delete', slug, '--confirm', slug]);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`Deleted         club "${slug}"`)]);
    expect(await everythingOf(world.db, slug)).toEqual([]);
  });

  it('refuses a table that is protected from deletion, as every stage but dev has', async () => {
    const protect = (DeletionProtectionEnabled: boolean) =>
      world.db.doc.send(new UpdateTableCommand({ TableName: world.db.table, DeletionProtectionEnabled }));
    await protect(true);
    expect(await refusal()).toBe('table_protected');
    await protect(false);
  });

  it('refuses a club with a sending under way', async () => {
    const { id: message } = await createMessage(world);
    await createSending(world, message, { schedule: { type: 'relative', in: '2 days' }, ...toMembers(1) });
    expect(await refusal()).toBe('club_in_use');
  });
});
