import { describe, expect, it } from 'vitest';
import { runRange } from './range.ts';
import { REGRESSIONS } from './regressions.ts';
import { WORLDS, worldNamed } from './worlds/all.ts';

/** The world `bulk` joins with the engine that gives a chunk one worker at a time: before it, 2 % of its schedules fail. */
const WAITING = new Set(['bulk']);
const GATED = WORLDS.filter(({ name }) => !WAITING.has(name));

/** Fixed, so that a red gate is red again; long runs take other seeds (docs/reliability.md). */
const SCHEDULES = Number(process.env['SIMULATED_SCHEDULES'] ?? 3000);

describe('the simulation', () => {
  it.each(GATED)(`finds nothing in ${SCHEDULES} schedules of the world $name`, async (world) => {
    const { schedules, failures } = await runRange(world, { from: 1, to: SCHEDULES });
    expect(failures).toEqual([]);
    expect(schedules).toBe(SCHEDULES);
  });

  it.each(REGRESSIONS.filter(({ world }) => !WAITING.has(world)))(
    'does not find again in $world $seed: $found',
    async ({ world, seed }) => {
      const { failures } = await runRange(worldNamed(world), { from: seed, to: seed });
      expect(failures).toEqual([]);
    },
  );
});
