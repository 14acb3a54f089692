import { isPermit, PERMITS, type Permit } from '#shared/contracts/permits.ts';
import { effectivePermits, POLICIES } from '#shared/contracts/policies.ts';
import { findClient } from '#shared/data/client-tokens/clients.ts';
import { type ClubName, listClubs } from '#shared/data/clubs/clubs.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import type { GrantContext } from '#shared/domain/client-tokens/client-token-payload.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { requirePermit } from '#shared/require-permit.ts';

/** A client token that administers others, as it is now and not as a cache remembers it. */
export interface CallerToken extends GrantContext {
  readonly token: ClientToken;
  /** Ids of all clubs by slug, for what is shown. */
  readonly idOf: ReadonlyMap<string, number>;
}

const reached = ({ clubs }: ClientToken, all: readonly ClubName[]): readonly ClubName[] =>
  clubs === null ? all : all.filter(({ slug }) => clubs.includes(slug));

/**
 * @param hash of the token that the request came with; the checks before the handler know it from a cache
 * @throws LoyaltyError client_unauthorized, permit_missing for one that lost its right a moment ago
 */
export const loadCallerToken = async (
  db: Db,
  { hash }: Pick<ClientToken, 'hash'>,
  permit: Permit,
): Promise<CallerToken> => {
  const [caller, clubs] = await Promise.all([findClient(db, hash), listClubs(db)]);
  if (!caller) throw new LoyaltyError('client_unauthorized');
  requirePermit(effectivePermits(caller), permit);
  return {
    token: caller,
    permits: Object.keys(PERMITS),
    policies: Object.keys(POLICIES),
    clubs: new Map(reached(caller, clubs).map(({ id, slug }) => [id, slug])),
    idOf: new Map(clubs.map(({ id, slug }) => [slug, id])),
  };
};

/**
 * A token gives only what it has (threat T5). Rules refuse what is no permit.
 * @throws LoyaltyError permit_missing naming the first permit that is not held
 */
export const requireOwnPermits = (
  { token: caller }: Pick<CallerToken, 'token'>,
  given: Pick<ClientToken, 'permits' | 'policies'>,
): void => {
  const held = effectivePermits(caller);
  for (const name of effectivePermits(given)) if (isPermit(name)) requirePermit(held, name);
};
