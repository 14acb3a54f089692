import { generateClientSecret, hashClientSecret } from '#shared/crypto/client-secrets.ts';
import { actWrite } from '#shared/data/audit/acts.ts';
import { storeClient } from '#shared/data/client-tokens/clients.ts';
import { allocateGlobalId } from '#shared/data/table/counters.ts';
import type { Db } from '#shared/data/table/db.ts';
import { tokenAct } from '#shared/domain/audit/act.ts';
import { lastFour } from '#shared/domain/client-tokens/client-secret.ts';
import type {
  ApiEntity,
  ClientToken,
  ClientTokenSettings,
} from '#shared/domain/client-tokens/client-token.ts';

interface TokenToIssue {
  readonly settings: ClientTokenSettings;
  readonly by: ApiEntity;
  readonly now: Date;
  /** A secret that exists elsewhere; without it a new one is made. */
  readonly secret?: string | undefined;
  /** The token that grants, as it was read; an operator grants without one. */
  readonly callerToken?: ClientToken;
}

export interface IssuedToken {
  readonly token: ClientToken;
  /** Cannot be had again. */
  readonly secret: string;
}

/**
 * Makes a client token of settings that have been checked. Only the hash of the secret is stored (threat T1).
 * @returns nothing when the caller's token is not as it was read any more
 */
export const issueToken = async (
  db: Db,
  { settings, by, now, secret = generateClientSecret(), callerToken }: TokenToIssue,
): Promise<IssuedToken | undefined> => {
  const time = now.toISOString();
  const token: ClientToken = {
    ...settings,
    id: await allocateGlobalId(db, 'clients'),
    hash: hashClientSecret(secret),
    last4: lastFour(secret),
    version: 1,
    created_at: time,
    updated_at: time,
    created_by: by,
    updated_by: by,
  };
  const record = actWrite(db, tokenAct('tokens.create', token, by, now));
  return (await storeClient(db, token, callerToken, [record])) ? { token, secret } : undefined;
};
