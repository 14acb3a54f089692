import { type IssuedToken, issueToken } from '#shared/client-tokens/issue-token.ts';
import { isPermit, PERMITS } from '#shared/contracts/permits.ts';
import { isPolicy, POLICIES } from '#shared/contracts/policies.ts';
import { hashClientSecret } from '#shared/crypto/client-secrets.ts';
import { findClient } from '#shared/data/client-tokens/clients.ts';
import { listClubs } from '#shared/data/clubs/clubs.ts';
import type { Db } from '#shared/data/table/db.ts';
import { isClientSecret } from '#shared/domain/client-tokens/client-secret.ts';
import type { ClientTokenSettings } from '#shared/domain/client-tokens/client-token.ts';
import { nearestName } from './nearest-name.ts';
import { OperationRefused } from './refusals.ts';
import { existingClub } from './save-club.ts';

/** Permits, policies or both; what is left out is none, and no limit to customers. */
interface TokenIssuing
  extends Pick<ClientTokenSettings, 'name' | 'clubs' | 'product'>,
    Partial<Pick<ClientTokenSettings, 'permits' | 'policies' | 'customers' | 'internal'>> {
  /** Who issues it: the operator's name. */
  readonly by: string;
  /** A secret that exists elsewhere; without it a new one is made. */
  readonly secret?: string;
  readonly now: Date;
}

const ONE_LINE = /^[^\p{Cc}]{1,100}$/u;

const checkedName = (name: string): string => {
  if (ONE_LINE.test(name.trim())) return name.trim();
  throw new OperationRefused('name_invalid', 'Give the token a name of 1 to 100 characters on one line.');
};

/** Each once, and known; the nearest name is suggested for one that is not. */
const checkedNames = <Name extends string>(
  names: readonly string[],
  isKnown: (name: string) => name is Name,
  kind: { readonly code: 'permit_unknown' | 'policy_unknown'; readonly noun: string; readonly all: object },
): readonly Name[] =>
  [...new Set(names)].map((name) => {
    if (isKnown(name)) return name;
    const meant = nearestName(name, Object.keys(kind.all));
    const advice = meant ? `Did you mean "${meant}"?` : `"loyalty ${kind.noun}s list" lists them all.`;
    throw new OperationRefused(kind.code, `There is no ${kind.noun} "${name}". ${advice}`);
  });

const checkedGrant = ({ permits = [], policies = [] }: TokenIssuing) => {
  if (permits.length === 0 && policies.length === 0)
    throw new OperationRefused(
      'permits_missing',
      'A token needs at least one permit or policy to be of use.',
    );
  return {
    permits: checkedNames(permits, isPermit, { code: 'permit_unknown', noun: 'permit', all: PERMITS }),
    policies: checkedNames(policies, isPolicy, { code: 'policy_unknown', noun: 'policy', all: POLICIES }),
  };
};

/** Every club that the token is limited to must exist and have its product; one for all clubs needs it somewhere. */
const checkClubs = async (db: Db, { clubs, product }: TokenIssuing): Promise<void> => {
  const slugs = clubs ?? (product === null ? [] : (await listClubs(db)).map(({ slug }) => slug));
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
 * Issues a client token in the name of an operator (contract §1.4).
 * @throws OperationRefused `name_invalid`, `permits_missing`, `permit_unknown`, `policy_unknown`, `club_unknown`,
 * `product_unknown`, `secret_invalid`, `secret_exists`
 */
export const issueClientToken = async (db: Db, issuing: TokenIssuing): Promise<IssuedToken> => {
  const name = checkedName(issuing.name);
  const grant = checkedGrant(issuing);
  await checkClubs(db, issuing);
  const issued = await issueToken(db, {
    settings: {
      name,
      ...grant,
      clubs: issuing.clubs && [...new Set(issuing.clubs)],
      customers: issuing.customers ?? null,
      product: issuing.product,
      internal: issuing.internal ?? false,
    },
    by: { entity_type: 'user', entity_id: issuing.by },
    now: issuing.now,
    secret: issuing.secret === undefined ? undefined : await checkedSecret(db, issuing.secret),
  });
  if (!issued) throw new TypeError('Only a token of a caller can refuse the write');
  return issued;
};
