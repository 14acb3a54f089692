import { describe, expect, it } from 'vitest';
import { runRange } from './range.ts';
import { REGRESSIONS } from './regressions.ts';
import { WORLDS, worldNamed } from './worlds/all.ts';

/** Fixed, so that a red gate is red again; long runs take other seeds (docs/reliability.md). */
const SCHEDULES = Number(process.env['SIMULATED_SCHEDULES'] ?? 1500);

describe('the simulation', () => {
  it.each(WORLDS)(`finds nothing in ${SCHEDULES} schedules of the world $name`, async (world) => {
    const { schedules, failures } = await runRange(world, { from: 1, to: SCHEDULES });
    expect(failures).toEqual([]);
    expect(schedules).toBe(SCHEDULES);
  });

  it.each(REGRESSIONS)('does not find again in $world $seed: $found', async ({ world, seed }) => {
    const { failures } = await runRange(worldNamed(world), { from: seed, to: seed });
    expect(failures).toEqual([]);
  });
});
