import { findClubs } from '#shared/data/clubs/clubs.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { ClientToken, ClientTokenSettings } from '#shared/domain/client-tokens/client-token.ts';
import { isTokenCreation } from '#shared/domain/client-tokens/client-token-payload.ts';
import {
  namesIn,
  newSettings,
  productProblems,
  settingsAfter,
} from '#shared/domain/client-tokens/client-token-settings.ts';
import { clientTokenView } from '#shared/domain/client-tokens/client-token-view.ts';
import { refuseProblems } from '#shared/domain/validation/invalid-parameters.ts';
import { at } from '#shared/domain/validation/problem.ts';
import { required } from '#shared/domain/validation/rules.ts';
import { database } from '#shared/ports/database.ts';
import { CONFLICT, recordConflict, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type CallerToken, loadCallerToken, requireOwnPermits } from './caller-token.ts';
import { issueToken } from './issue-token.ts';

/** @throws LoyaltyError parameters_invalid when the product is not one of the token's clubs */
export const refuseUnknownProduct = async (
  db: Db,
  { idOf }: CallerToken,
  { product, clubs }: ClientTokenSettings,
): Promise<void> => {
  if (product === null) return;
  const named = await findClubs(db, clubs ?? [...idOf.keys()]);
  refuseProblems(at('token', productProblems({ product, clubs }, named)));
};

/**
 * Creates a client token that reaches and may do nothing that its creator does not.
 * @param payload without its `token` wrapper; unknown in every respect
 * @returns the token as it is answered, with the secret
 * @throws LoyaltyError client_unauthorized, permit_missing, parameters_invalid, conflict
 */
export const createToken = (runtime: Runtime, caller: Pick<ClientToken, 'hash'>, payload: unknown) =>
  retryOnConflict(
    runtime,
    async () => {
      const db = runtime.use(database);
      const grant = await loadCallerToken(db, caller, 'Tokens:Api:Tokens:Create');
      const { token: callerToken } = grant;
      requireOwnPermits(grant, {
        permits: namesIn(payload, 'permits', []),
        policies: namesIn(payload, 'policies', []),
      });
      refuseProblems(at('token', required(isTokenCreation(grant))(payload)));
      const settings = settingsAfter(payload, newSettings(callerToken), grant.clubs);
      await refuseUnknownProduct(db, grant, settings);
      const issued = await issueToken(db, {
        settings,
        by: { entity_type: 'token', entity_id: callerToken.id },
        now: runtime.now(),
        callerToken,
      });
      return issued ? clientTokenView(issued.token, grant.idOf, issued.secret) : CONFLICT;
    },
    { exhausted: recordConflict },
  );
