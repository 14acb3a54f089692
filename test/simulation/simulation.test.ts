import { beforeAll, describe, expect, it } from 'vitest';
import { FAULT_KINDS } from './faults.ts';
import { prepare, type Stage, simulate } from './simulate.ts';
import { WORLDS } from './worlds/all.ts';

describe.each(WORLDS)('the world $name', (world) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await prepare(world);
  });

  const traceOf = async (seed: number): Promise<readonly string[]> => {
    const lines: string[] = [];
    await simulate(stage, seed, (line) => lines.push(line));
    return lines;
  };

  it('does the same again for the same seed, whatever ran before', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const first = await traceOf(seed);
      await traceOf(seed + 100);
      expect(await traceOf(seed)).toEqual(first);
    }
  });

  it('does something else for another seed', async () => {
    expect(await traceOf(1)).not.toEqual(await traceOf(2));
  });
});

it('meets every kind of fault in some world', async () => {
  const met = new Set<string>();
  for (const world of WORLDS) {
    const stage = await prepare(world);
    for (let seed = 1; seed <= 400 && met.size < FAULT_KINDS.length; seed += 1) {
      for (const kind of Object.keys((await simulate(stage, seed)).faults)) met.add(kind);
    }
  }
  expect([...met].sort()).toEqual([...FAULT_KINDS].sort());
});
