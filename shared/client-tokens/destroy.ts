import { actWrite } from '#shared/data/audit/acts.ts';
import { revokeClient } from '#shared/data/client-tokens/clients.ts';
import { tokenAct } from '#shared/domain/audit/act.ts';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import { clientTokenView } from '#shared/domain/client-tokens/client-token-view.ts';
import { database } from '#shared/ports/database.ts';
import { CONFLICT, recordConflict, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import { loadCallerToken } from './caller-token.ts';
import { findVisibleToken } from './visible-token.ts';

/**
 * Revokes a client token. Taking away needs none of the token's permits: whoever watches over the tokens of a club
 * must be able to stop any of them.
 * @returns the token that was revoked, as it is answered
 * @throws LoyaltyError client_unauthorized, permit_missing, token_not_found, conflict
 */
export const destroyToken = (runtime: Runtime, caller: Pick<ClientToken, 'hash'>, id: string) =>
  retryOnConflict(
    runtime,
    async () => {
      const db = runtime.use(database);
      const { token: callerToken, idOf } = await loadCallerToken(db, caller, 'Tokens:Api:Tokens:Destroy');
      const seen = await findVisibleToken(db, callerToken, id);
      const by = { entity_type: 'token', entity_id: callerToken.id } as const;
      const record = actWrite(db, tokenAct('tokens.destroy', seen, by, runtime.now()));
      return (await revokeClient(db, seen, callerToken, [record])) ? clientTokenView(seen, idOf) : CONFLICT;
    },
    { exhausted: recordConflict },
  );
