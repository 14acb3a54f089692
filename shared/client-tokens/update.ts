import { actWrite } from '#shared/data/audit/acts.ts';
import { updateClient } from '#shared/data/client-tokens/clients.ts';
import { tokenAct } from '#shared/domain/audit/act.ts';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import { isTokenUpdate } from '#shared/domain/client-tokens/client-token-payload.ts';
import { changesLimits, namesIn, settingsAfter } from '#shared/domain/client-tokens/client-token-settings.ts';
import { clientTokenView } from '#shared/domain/client-tokens/client-token-view.ts';
import { sameJson } from '#shared/domain/member-schema/json-value.ts';
import { refuseProblems } from '#shared/domain/validation/invalid-parameters.ts';
import { at } from '#shared/domain/validation/problem.ts';
import { required } from '#shared/domain/validation/rules.ts';
import { database } from '#shared/ports/database.ts';
import { CONFLICT, recordConflict, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import { loadCallerToken, requireOwnPermits } from './caller-token.ts';
import { refuseUnknownProduct } from './create.ts';
import { findVisibleToken } from './visible-token.ts';

/**
 * Changes a client token; what is left out stays. The whole result must be something that the changer could have
 * granted, so that no caller gives a stronger token new clubs (threat T5).
 * @param payload without its `token` wrapper; read once the token is found
 * @returns the token as it is answered
 * @throws LoyaltyError client_unauthorized, token_not_found, permit_missing, parameters_invalid, conflict
 */
export const updateToken = (
  runtime: Runtime,
  caller: Pick<ClientToken, 'hash'>,
  id: string,
  payload: () => unknown,
) =>
  retryOnConflict(
    runtime,
    async () => {
      const db = runtime.use(database);
      const grant = await loadCallerToken(db, caller, 'Tokens:Api:Tokens:Update');
      const { token: callerToken } = grant;
      const seen = await findVisibleToken(db, callerToken, id);
      const sent = payload();
      requireOwnPermits(grant, {
        permits: namesIn(sent, 'permits', seen.permits),
        policies: namesIn(sent, 'policies', seen.policies),
      });
      refuseProblems(at('token', required(isTokenUpdate(grant))(sent)));
      const settings = settingsAfter(sent, seen, grant.clubs);
      if (changesLimits(sent)) await refuseUnknownProduct(db, grant, settings);
      if (sameJson({ ...seen, ...settings }, seen)) return clientTokenView(seen, grant.idOf);
      const by = { entity_type: 'token', entity_id: callerToken.id } as const;
      const after: ClientToken = {
        ...seen,
        ...settings,
        updated_at: runtime.now().toISOString(),
        updated_by: by,
      };
      const isWritten = await updateClient(db, { seen, after }, callerToken, [
        actWrite(db, tokenAct('tokens.update', after, by, runtime.now())),
      ]);
      return isWritten ? clientTokenView(after, grant.idOf) : CONFLICT;
    },
    { exhausted: recordConflict },
  );
