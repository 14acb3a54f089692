import type { Passwords } from '#shared/crypto/passwords.ts';
import { FAILURE_LIMITS } from '#shared/domain/sessions/login-limits.ts';
import type { Client } from '../api.ts';
import { cheapPasswords } from '../cheap-crypto.ts';
import type { Simulation } from '../world.ts';

/** Guesses that came to be compared. */
const compared = new WeakMap<Simulation, number>();

const isGuess = (password: string): boolean => password.startsWith('guess');

/** Passwords that count the guesses among them. */
export const countingPasswords = (simulation: Simulation): Passwords => ({
  ...cheapPasswords,
  matches(password, stored) {
    if (isGuess(password)) compared.set(simulation, (compared.get(simulation) ?? 0) + 1);
    return cheapPasswords.matches(password, stored);
  },
});

/** An attacker who tries many passwords of one member at once, by both of its names (threats T38 and T40). */
export const guesser =
  (member: number, email: string) =>
  async (client: Client): Promise<void> => {
    const { chance } = client;
    const guess = async (_: unknown, n: number): Promise<void> => {
      await client.sleep(chance.spread(1, 1000));
      const [identifier_type, identifier] = chance.happens(0.5) ? ['id', member] : ['email', email];
      await client.call('oauth.token', {
        body: { grant_type: 'password', identifier_type, identifier, password: `guess ${n}` },
      });
    };
    await Promise.all(Array.from({ length: chance.int(12, 30) }, guess));
  };

export const guesserViolations = (simulation: Simulation): string[] => {
  const count = compared.get(simulation) ?? 0;
  return count > FAILURE_LIMITS.identifier ? [`${count} guesses at one member were compared`] : [];
};
