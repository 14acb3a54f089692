import { randomBytes } from 'node:crypto';
import { keyRing } from '#shared/crypto/key-ring.ts';
import { createPasswords } from '#shared/crypto/passwords.ts';
import { cpuOf, takeTurns } from '../cpu.ts';
import type { Goal, Row } from '../goal.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEGABYTES_OF_A_CORE = 1769;
/** Dollars a GB-second (arm64, us-east-1). */
const PRICE = 0.0000133334;

/** How many hashes a unit of work makes, and the milliseconds for which it waits for its calls. */
const WORK = {
  'log-in': { hashes: 1, waits: 30 },
  'chunk of 100 members with passwords': { hashes: 100, waits: 1500 },
} as const;

const MEMORIES = [512, 885, 1769, 3538];

const rowsOf = (name: keyof typeof WORK, hashMs: number): Row[] => {
  const { hashes, waits } = WORK[name];
  const steps = MEMORIES.map((memory) => {
    // A hash has one thread, so that it gains nothing by a second core.
    const ms = waits + (hashes * hashMs) / Math.min(memory / MEGABYTES_OF_A_CORE, hashes);
    return { memory, ms, price: ms * 1000 * (memory / 1024) * PRICE };
  });
  return steps.map(({ memory, ms, price }, at) => {
    const below = steps[at - 1];
    const row = { of: `${name}, ${memory} MB: ${Math.round(ms)} ms`, ours: price };
    return below ? { ...row, peer: { name: `at ${below.memory} MB`, value: below.price } } : row;
  });
};

export const goal: Goal = {
  id: 'P6',
  measures:
    'What the memory of a function makes of a password: price by the CPU of a hash (the least of 20 rounds, because a busy machine adds to it), by the share of a core that Lambda gives, and by the time for which calls are waited for. The [decision](decisions.md) takes the last step that saves more time than it adds to the price.',
  unit: '$ a million',
  measure: async () => {
    const ring = keyRing({ kid: 'k1', master: randomBytes(32).toString('hex') });
    const passwords = createPasswords(async () => ring);
    const { hash } = await takeTurns(
      { hash: () => cpuOf(() => passwords.hash('a password')) },
      { rounds: 20, warmUps: 2 },
    );
    const names = Object.keys(WORK) as (keyof typeof WORK)[];
    return names.flatMap((name) => rowsOf(name, Math.min(...hash)));
  },
};
