import { actWrite } from '#shared/data/audit/acts.ts';
import { findClientById, revokeClient } from '#shared/data/client-tokens/clients.ts';
import type { Db } from '#shared/data/table/db.ts';
import { tokenAct } from '#shared/domain/audit/act.ts';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import { OperationRefused } from './refusals.ts';

/**
 * Revokes a client token; functions that have it cached refuse it within `DIRECTORY_TTL_SECONDS`.
 * @param by the operator's name
 * @returns the token that was revoked
 * @throws OperationRefused `token_unknown`
 */
export const revokeClientToken = async (
  db: Db,
  id: number,
  { by, now }: { readonly by: string; readonly now: Date },
): Promise<ClientToken> => {
  const token = await findClientById(db, id);
  if (!token)
    throw new OperationRefused(
      'token_unknown',
      `There is no client token ${id}. "loyalty tokens list" shows all.`,
    );
  const operator = { entity_type: 'user', entity_id: by } as const;
  await revokeClient(db, token, undefined, [actWrite(db, tokenAct('tokens.destroy', token, operator, now))]);
  return token;
};
