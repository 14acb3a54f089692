import { findMember, findMemberBy } from '../data/members.ts';
import { canonicalEmail } from '../domain/identifiers.ts';
import type { Member } from '../domain/member.ts';
import { busy } from '../errors.ts';
import { database } from '../ports/database.ts';
import type { Runtime } from '../runtime.ts';

/** Reads the member afresh at each call, strongly consistent. */
export type Lookup = () => Promise<Member | undefined>;

/** @param email as it stands in a path; no address is nobody's (contract §1.6) */
export const byEmail =
  (runtime: Runtime, club: string, email: string): Lookup =>
  async () => {
    const canonical = canonicalEmail(email);
    return canonical === undefined
      ? undefined
      : findMemberBy(runtime.use(database), club, 'email', canonical);
  };

export const byId =
  (runtime: Runtime, club: string, id: number): Lookup =>
  () =>
    findMember(runtime.use(database), club, id);

const MAX_ATTEMPTS = 5;

/**
 * Reads, decides and writes again as long as somebody else wrote in between (`stale`).
 * @throws LoyaltyError 503 when that happens too often
 */
export const untilSettled = async <T>(attempt: () => Promise<T | 'stale'>): Promise<T> => {
  for (let tries = 1; tries <= MAX_ATTEMPTS; tries += 1) {
    const result = await attempt();
    if (result !== 'stale') return result;
  }
  throw busy(new Error('The member kept changing'));
};
