import { expect, it } from 'vitest';
import { claimChecker } from '#shared/contracts/scheduled-workers.ts';
import { damager } from '../support/claim-damage.ts';
import { type LogLine, linesWhile, withLog } from '../support/log.ts';
import { runScheduled } from '../support/schedule.ts';
import { createMembers } from '../support/sendings.ts';
import { createWorld, type World } from '../support/world.ts';

/** The lines that a run writes of what it finds. */
const linesOf = async (world: World): Promise<LogLine[]> => {
  const lines = await linesWhile(() => runScheduled(withLog(world), claimChecker));
  return lines.filter(({ message }) => message === 'claim broken');
};

it('logs each broken claim of its sample once, by ids, and writes nothing', async () => {
  const world = await createWorld();
  await createMembers(world, 3);
  expect(await linesOf(world)).toEqual([]);
  const damage = damager(world.db, world.club.slug);
  await damage.unclaimed(901, 'a@example.com');
  await damage.claimed('b@example.com', 902);
  for (const id of [903, 904]) await damage.unclaimed(id, 'twin@example.com');
  const common = { message: 'claim broken', club: world.club.slug, identifier: 'email' };
  const broken = [
    { ...common, fault: 'missing', members: [901] },
    { ...common, fault: 'orphan', claimed_by: 902, members: [] },
    { ...common, fault: 'twins', members: [903, 904] },
  ];
  // Wherever each run begins: a table of a page is read whole.
  for (let run = 1; run <= 5; run += 1) {
    const lines = await linesOf(world);
    expect(lines).toHaveLength(3);
    expect(lines).toEqual(expect.arrayContaining(broken.map((line) => expect.objectContaining(line))));
    expect(world.counts).toEqual({ ClaimsBroken: 3 * run });
    expect(JSON.stringify(lines)).not.toContain('example.com');
  }
});

it('does not log a creation under way', async () => {
  const world = await createWorld();
  await damager(world.db, world.club.slug).claimed('new@example.com', 7, new Date().toISOString());
  const lines = await linesOf(world);
  expect(lines.filter(({ club }) => club === world.club.slug)).toEqual([]);
});
