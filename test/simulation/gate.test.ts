import { describe, expect, it } from 'vitest';
import { runRange } from './range.ts';
import { REGRESSIONS } from './regressions.ts';
import { WORLDS, worldNamed } from './worlds/all.ts';

/** Fixed, so that a red gate is red again; long runs take other seeds (docs/reliability.md). */
const SCHEDULES = Number(process.env['SIMULATED_SCHEDULES'] ?? 1500);

const RUNS = WORLDS.map((world) => ({
  world,
  name: world.name,
  count: Math.ceil(SCHEDULES * (world.gateShare ?? 1)),
}));

describe('the simulation', () => {
  it.each(RUNS)('finds nothing in $count schedules of the world $name', async ({ world, count }) => {
    const { schedules, failures } = await runRange(world, { from: 1, to: count });
    expect(failures).toEqual([]);
    expect(schedules).toBe(count);
  });

  it.each(REGRESSIONS)('does not find again in $world $seed: $found', async ({ world, seed }) => {
    const { failures } = await runRange(worldNamed(world), { from: seed, to: seed });
    expect(failures).toEqual([]);
  });
});
