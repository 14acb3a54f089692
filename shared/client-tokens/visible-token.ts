import { hashClientSecret } from '#shared/crypto/client-secrets.ts';
import { findClient, findClientById } from '#shared/data/client-tokens/clients.ts';
import type { Db } from '#shared/data/table/db.ts';
import { isVisibleTo } from '#shared/domain/client-tokens/client-scope.ts';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import { LoyaltyError } from '#shared/errors.ts';

/** No token is as short as an id is at most. */
const ID = /^\d{1,15}$/;

/**
 * A client token that the caller may see; one beyond its limits is not there (threat T3).
 * @param idOrToken the id, or the token itself
 * @throws LoyaltyError token_not_found
 */
export const findVisibleToken = async (
  db: Db,
  caller: ClientToken,
  idOrToken: string,
): Promise<ClientToken> => {
  const found = ID.test(idOrToken)
    ? await findClientById(db, Number(idOrToken))
    : await findClient(db, hashClientSecret(idOrToken));
  if (!found || !isVisibleTo(caller, found)) throw new LoyaltyError('token_not_found');
  // The same read for both: rights that one read has and the next one lacks must not come back by a change of oneself.
  return found.id === caller.id ? caller : found;
};
