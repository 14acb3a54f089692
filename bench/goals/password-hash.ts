import { randomBytes } from 'node:crypto';
import bcrypt from 'bcryptjs';
import { keyRing } from '#shared/crypto/key-ring.ts';
import { createPasswords } from '#shared/crypto/passwords.ts';
import { besideEachOther, cpuOf, takeTurns } from '../cpu.ts';
import type { Goal } from '../goal.ts';

export const goal: Goal = {
  id: 'P6',
  measures:
    'A password hash of this system (argon2id, 19 MiB, 2 passes, on a thread), beside that of the releases before (bcryptjs, cost 10, on the main thread).',
  unit: 'ms of CPU a hash',
  bound: { atMost: 0.5 },
  measure: async () => {
    const ring = keyRing({ kid: 'k1', master: randomBytes(32).toString('hex') });
    const passwords = createPasswords(async () => ring);
    const { ours, theirs } = await takeTurns(
      {
        ours: () => cpuOf(() => passwords.hash('a password')),
        theirs: () => cpuOf(() => bcrypt.hash('a password', 10)),
      },
      { rounds: 15, warmUps: 2 },
    );
    return [besideEachOther('one hash', ours, ['bcryptjs', theirs])];
  },
};
