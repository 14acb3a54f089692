import { storedCost } from '#shared/crypto/stored-cost.ts';
import { listClubs } from '#shared/data/clubs/clubs.ts';
import { readClaimPage } from '#shared/data/members/claim-pages.ts';
import { findHashCosts, replaceHashCosts } from '#shared/data/sessions/hash-costs.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Key } from '#shared/data/table/keys.ts';
import { hashCostFromText, hashCostText } from '#shared/domain/sessions/hash-cost.ts';
import { existingClub } from './save-club.ts';

/** How many passwords of a club are stored with hashes of one cost. */
interface PasswordCount {
  readonly club: string;
  /** `bcrypt:1024`, or `unreadable`. */
  readonly cost: string;
  readonly members: number;
}

export interface PasswordCheck {
  /** False where it was interrupted; nothing is written then. */
  readonly complete: boolean;
  readonly members: number;
  readonly passwords: readonly PasswordCount[];
  /** Clubs whose costs changed while they were counted; theirs are as before. */
  readonly changed: readonly string[];
}

interface PasswordCheckParams {
  /** All clubs, unless given. */
  readonly club?: string | undefined;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Called after every page. */
  report(soFar: PasswordCheck): void;
}

const UNREADABLE = 'unreadable';

/** Passwords by cost, by club. */
type Counts = Map<string, Map<string, number>>;

const countsOf = (counts: Counts): PasswordCount[] =>
  [...counts].flatMap(([club, costs]) => [...costs].map(([cost, members]) => ({ club, cost, members })));

/**
 * Counts the stored passwords by what their hashes cost, and makes these the costs that refused log-ins have to reach.
 * Reads the whole table. @throws OperationRefused `club_unknown`
 */
export const checkPasswords = async (
  db: Db,
  { club, now, signal, report }: PasswordCheckParams,
): Promise<PasswordCheck> => {
  const slugs =
    club === undefined
      ? (await listClubs(db)).map(({ slug }) => slug)
      : [(await existingClub(db, club)).slug];
  const seen = new Map<string, Awaited<ReturnType<typeof findHashCosts>>>();
  for (const slug of slugs) seen.set(slug, await findHashCosts(db, slug));
  const counts: Counts = new Map(slugs.map((slug) => [slug, new Map()]));
  const changed: string[] = [];
  let members = 0;
  const soFar = (complete: boolean): PasswordCheck => ({
    complete,
    members,
    passwords: countsOf(counts),
    changed,
  });
  let from: Key | undefined;
  do {
    if (signal.aborted) return soFar(false);
    const page = await readClaimPage(db, { club, from });
    for (const { club: slug, password } of page.members) {
      const costs = counts.get(slug);
      if (password === null || !costs) continue;
      const cost = storedCost(password);
      const name = cost ? hashCostText(cost) : UNREADABLE;
      costs.set(name, (costs.get(name) ?? 0) + 1);
    }
    members += page.members.length;
    report(soFar(false));
    from = page.next;
  } while (from);
  for (const [slug, costs] of counts) {
    const found = [...costs.keys()].filter((name) => name !== UNREADABLE).map(hashCostFromText);
    const counted = { club: slug, costs: found, countedAt: now.toISOString() };
    if (!(await replaceHashCosts(db, counted, seen.get(slug)))) changed.push(slug);
  }
  return soFar(true);
};
