import { isPermit, PERMITS, type Permit } from '../contracts/permits.ts';
import { generateClientSecret, hashClientSecret } from '../crypto/client-secrets.ts';
import { findClient, storeClient } from '../data/clients.ts';
import { listClubs } from '../data/clubs.ts';
import { takeGlobalId } from '../data/counters.ts';
import type { Db } from '../data/db.ts';
import { isClientSecret, lastFour } from '../domain/client-secret.ts';
import type { ClientToken } from '../domain/client-token.ts';
import { nearestName } from './nearest-name.ts';
import { OperationRefused } from './refusals.ts';
import { existingClub } from './save-club.ts';

export interface TokenIssuing {
  /** For people: who holds the token. */
  readonly name: string;
  /** Slugs it is limited to; `null` = every club, also those to come. */
  readonly clubs: readonly string[] | null;
  /** Product it is limited to; `null` = any. */
  readonly product: string | null;
  readonly permits: readonly string[];
  /** A secret that exists elsewhere; without it a new one is made. */
  readonly secret?: string;
  readonly now: Date;
}

const ONE_LINE = /^[^\p{Cc}]{1,100}$/u;

const checkedName = (name: string): string => {
  if (ONE_LINE.test(name.trim())) return name.trim();
  throw new OperationRefused('name_invalid', 'Give the token a name of 1 to 100 characters on one line.');
};

const checkedPermits = (names: readonly string[]): readonly Permit[] => {
  if (names.length === 0)
    throw new OperationRefused('permits_missing', 'A token needs at least one permit to be of use.');
  return [...new Set(names)].map((name) => {
    if (isPermit(name)) return name;
    const meant = nearestName(name, Object.keys(PERMITS));
    const advice = meant ? `Did you mean "${meant}"?` : '"loyalty tokens permits" lists them all.';
    throw new OperationRefused('permit_unknown', `There is no permit "${name}". ${advice}`);
  });
};

/** Every club that the token is limited to must exist and have its product; one for all clubs needs it somewhere. */
const checkClubs = async (db: Db, { clubs, product }: TokenIssuing): Promise<void> => {
  const slugs = clubs ?? (product === null ? [] : await listClubs(db));
  const named = await Promise.all(slugs.map((slug) => existingClub(db, slug)));
  if (product === null) return;
  const lacking = named.filter(({ products }) => !Object.hasOwn(products, product));
  if (clubs === null ? lacking.length < named.length : lacking.length === 0) return;
  const where = clubs === null ? 'No club' : `The club "${lacking[0]?.slug}"`;
  const negated = clubs === null ? 'has a' : 'has no';
  const offered = (clubs === null ? named : lacking.slice(0, 1)).flatMap((club) =>
    Object.keys(club.products),
  );
  const known = [...new Set(offered)].join(', ') || 'none';
  throw new OperationRefused(
    'product_unknown',
    `${where} ${negated} product "${product}". Choose one of: ${known}.`,
  );
};

const checkedSecret = async (db: Db, secret: string): Promise<string> => {
  if (!isClientSecret(secret))
    throw new OperationRefused('secret_invalid', 'A token is 16 to 128 letters, digits and underscores.');
  if (await findClient(db, hashClientSecret(secret)))
    throw new OperationRefused('secret_exists', 'That token exists already.');
  return secret;
};

/**
 * Issues a client token (contract §1.4, threat T1). Only the hash of the secret is stored.
 * @returns the stored record and the secret, which cannot be had again
 * @throws OperationRefused `name_invalid`, `permits_missing`, `permit_unknown`, `club_unknown`, `product_unknown`,
 * `secret_invalid`, `secret_exists`
 */
export const issueClientToken = async (
  db: Db,
  issuing: TokenIssuing,
): Promise<{ readonly token: ClientToken; readonly secret: string }> => {
  const name = checkedName(issuing.name);
  const permits = checkedPermits(issuing.permits);
  await checkClubs(db, issuing);
  const secret =
    issuing.secret === undefined ? generateClientSecret() : await checkedSecret(db, issuing.secret);
  const token: ClientToken = {
    id: await takeGlobalId(db, 'clients'),
    name,
    hash: hashClientSecret(secret),
    last4: lastFour(secret),
    permits,
    policies: [],
    clubs: issuing.clubs && [...new Set(issuing.clubs)],
    product: issuing.product,
    created_at: issuing.now.toISOString(),
  };
  await storeClient(db, token);
  return { token, secret };
};
