import { beforeEach, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { damager } from '../support/claim-damage.ts';
import { createWorld, type World } from '../support/world.ts';
import { loyaltyOn } from './loyalty-process.ts';

let world: World;
let loyalty: ReturnType<typeof loyaltyOn>;
let damage: ReturnType<typeof damager>;
let command: readonly string[];
beforeEach(async () => {
  world = await createWorld();
  loyalty = loyaltyOn(world.db);
  damage = damager(world.db, world.club.slug);
  command = ['members', 'check-claims', '--club', world.club.slug];
});

const byEmail = async (email: string) =>
  (await call(world, 'members.get-by-email', { path: { email } })).status;

describe('loyalty members check-claims', () => {
  it('reports, mends when told to, and finds nothing afterwards', async () => {
    await damage.unclaimed(901, 'a@example.com');
    await damage.claimed('b@example.com', 902);
    const seen = await loyalty.run(command);
    expect([seen.code, seen.stdout]).toEqual([3, expect.stringContaining('--mend --yes')]);
    expect(seen.stdout).not.toContain('example.com');
    expect(await byEmail('a@example.com')).not.toBe(200);
    expect(await loyalty.json([...command, '--mend', '--yes'])).toMatchObject({ mended: 2 });
    expect(await byEmail('a@example.com')).toBe(200);
    const again = await loyalty.run([...command, '--json']);
    expect([again.code, JSON.parse(again.stdout).broken]).toEqual([0, []]);
  });

  it('names twins, says what can be done, and ends with 3', async () => {
    for (const id of [901, 902]) await damage.unclaimed(id, 'twin@example.com');
    const { code, stdout } = await loyalty.run([...command, '--mend', '--yes']);
    expect([code, stdout]).toEqual([3, expect.stringMatching(/twins +- +901, 902 +no/)]);
    expect(stdout).toContain('members erase');
  });

  it('mends nothing without both options', async () => {
    for (const option of ['--mend', '--yes']) expect((await loyalty.run([...command, option])).code).toBe(2);
  });
});
