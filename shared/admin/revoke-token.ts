import { findClientById, revokeClient } from '#shared/data/client-tokens/clients.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import { OperationRefused } from './refusals.ts';

/**
 * Revokes a client token; functions that have it cached refuse it within `DIRECTORY_TTL_SECONDS`.
 * @returns the token that was revoked
 * @throws OperationRefused `token_unknown`
 */
export const revokeClientToken = async (db: Db, id: number): Promise<ClientToken> => {
  const token = await findClientById(db, id);
  if (!token)
    throw new OperationRefused(
      'token_unknown',
      `There is no client token ${id}. "loyalty tokens list" shows all.`,
    );
  await revokeClient(db, token);
  return token;
};
