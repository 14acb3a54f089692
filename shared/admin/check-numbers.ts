import { findClub } from '#shared/data/clubs/clubs.ts';
import { readClaimPage } from '#shared/data/members/claim-pages.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Key } from '#shared/data/table/keys.ts';
import { canonicalMsisdn } from '#shared/domain/members/phone-number.ts';
import { existingClub } from './save-club.ts';

/** A stored number that its club would not store today. */
export interface DoubtfulNumber {
  readonly club: string;
  readonly member: number;
  readonly msisdn: string;
  /** `impossible` in every country that it may be of, or `another` number in the country of the club. */
  readonly fault: 'impossible' | 'another';
  /** What the club would store. */
  readonly read_as: string | null;
}

export interface NumberCheck {
  /** False where it was interrupted. */
  readonly complete: boolean;
  readonly members: number;
  readonly found: Readonly<Record<DoubtfulNumber['fault'], number>>;
  /** The first of each fault. */
  readonly numbers: readonly DoubtfulNumber[];
}

interface NumberCheckParams {
  /** All clubs, unless given. */
  readonly club?: string | undefined;
  readonly signal: AbortSignal;
  /** Called after every page. */
  report(soFar: NumberCheck): void;
}

/** Of each fault; the others are only counted, so that no amount of them fills the memory. */
const MAX_LISTED = 1000;

const doubtOf = (
  msisdn: string,
  country: string | undefined,
): Pick<DoubtfulNumber, 'fault' | 'read_as'> | undefined => {
  const read = canonicalMsisdn(msisdn, country);
  if (read === msisdn) return undefined;
  return { fault: read === undefined ? 'impossible' : 'another', read_as: read ?? null };
};

/**
 * Reads the whole table and finds the stored numbers that their club would refuse or read as others (contract §1.6).
 * Writes nothing. @throws OperationRefused `club_unknown`
 */
export const checkNumbers = async (
  db: Db,
  { club, signal, report }: NumberCheckParams,
): Promise<NumberCheck> => {
  if (club !== undefined) await existingClub(db, club);
  const countries = new Map<string, string | undefined>();
  const countryOf = async (slug: string): Promise<string | undefined> => {
    if (!countries.has(slug)) countries.set(slug, (await findClub(db, slug))?.country);
    return countries.get(slug);
  };
  const found = { impossible: 0, another: 0 };
  const numbers: DoubtfulNumber[] = [];
  let members = 0;
  const soFar = (complete: boolean): NumberCheck => ({ complete, members, found, numbers });
  let from: Key | undefined;
  do {
    if (signal.aborted) return soFar(false);
    const page = await readClaimPage(db, { club, from });
    for (const member of page.members) {
      const { msisdn } = member.properties;
      const doubt = typeof msisdn === 'string' && doubtOf(msisdn, await countryOf(member.club));
      if (!doubt) continue;
      found[doubt.fault] += 1;
      if (found[doubt.fault] <= MAX_LISTED)
        numbers.push({ club: member.club, member: member.id, msisdn: String(msisdn), ...doubt });
    }
    members += page.members.length;
    report(soFar(false));
    from = page.next;
  } while (from);
  return soFar(true);
};
