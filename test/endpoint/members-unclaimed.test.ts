import { beforeEach, describe, expect, it } from 'vitest';
import { claimKey } from '#shared/data/table/keys.ts';
import { readItem } from '#shared/data/table/read.ts';
import { call } from '../support/api.ts';
import { damager } from '../support/claim-damage.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let damage: ReturnType<typeof damager>;
beforeEach(async () => {
  world = await createWorld();
  damage = damager(world.db, world.club.slug);
});

const claimed = async (email: string) =>
  (await readItem(world.db, claimKey(world.club.slug, 'email', email)))?.['owner'];
const move = async (id: number, email: string) =>
  (await call(world, 'members.update', { path: { id: String(id) }, body: { properties: { email } } })).status;
const destroy = async (id: number) =>
  (await call(world, 'members.destroy', { path: { id: String(id) } })).status;

describe('a member whose claim the first release lost', () => {
  it('moves to another address, and has the claim of that one', async () => {
    await damage.unclaimed(901, 'lost@example.com');
    expect(await move(901, 'new@example.com')).toBe(200);
    expect([await claimed('lost@example.com'), await claimed('new@example.com')]).toEqual([undefined, 901]);
    expect((await call(world, 'members.get-by-email', { path: { email: 'new@example.com' } })).status).toBe(
      200,
    );
  });

  it.each([
    ['moves', () => move(902, 'new@example.com')],
    ['goes', () => destroy(902)],
  ])('%s without taking the claim of its twin along', async (_, act) => {
    await damage.member(901, 'twin@example.com');
    await damage.unclaimed(902, 'twin@example.com');
    expect(await act()).toBeLessThan(300);
    expect(await claimed('twin@example.com')).toBe(901);
  });

  it('goes, and leaves its address free', async () => {
    await damage.unclaimed(901, 'lost@example.com');
    expect(await destroy(901)).toBeLessThan(300);
    expect(await claimed('lost@example.com')).toBeUndefined();
    await damage.member(902, 'lost@example.com');
    expect(await claimed('lost@example.com')).toBe(902);
  });
});
