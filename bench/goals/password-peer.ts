import { keyRing } from '#shared/crypto/key-ring.ts';
import { createPasswords } from '#shared/crypto/passwords.ts';
import { besideEachOther, cpuOf, takeTurns } from '../cpu.ts';
import type { Goal } from '../goal.ts';
import { peer } from '../peers/peer.ts';

const TIMES = 5;

const perHash = async (work: () => Promise<unknown>): Promise<number> => {
  const cpu = await cpuOf(async () => {
    for (let n = 0; n < TIMES; n += 1) await work();
  });
  return cpu / TIMES;
};

/** The longest time in which the main thread answers nothing. */
const blockedBy = async (work: () => Promise<unknown>): Promise<number> => {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  await work();
  await new Promise((resolve) => setTimeout(resolve, 2));
  clearInterval(timer);
  return longest;
};

export const goal: Goal = {
  id: 'P6',
  measures:
    "CPU of hashing and of comparing a password on all threads, beside Parse Server's module for passwords as npm installs it, and how long the main thread answers nothing meanwhile.",
  unit: 'ms',
  measure: async () => {
    const ring = async () => keyRing({ kid: 'b', master: 'a-master-secret-for-benchmarks-0123456789' });
    const ours = createPasswords(ring);
    const theirs = (await peer('parse-server'))('parse-server/lib/password');
    const stored = await ours.hash('a password');
    const theirHash = await theirs.hash('a password');
    const works = {
      hash: [() => ours.hash('a password'), () => theirs.hash('a password')],
      compare: [() => ours.matches('a password', stored), () => theirs.compare('a password', theirHash)],
    } as const;
    const rows = [];
    for (const [of, [our, their]] of Object.entries(works)) {
      const cpu = await takeTurns({ ours: () => perHash(our), parse: () => perHash(their) });
      rows.push(besideEachOther(`${of}, CPU`, cpu.ours, ['Parse Server', cpu.parse]));
      const blocked = await takeTurns({ ours: () => blockedBy(our), parse: () => blockedBy(their) });
      rows.push(besideEachOther(`${of}, main thread blocked`, blocked.ours, ['Parse Server', blocked.parse]));
    }
    return rows;
  },
};
