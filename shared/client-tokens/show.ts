import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import { clientTokenView } from '#shared/domain/client-tokens/client-token-view.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { loadCallerToken } from './caller-token.ts';
import { findVisibleToken } from './visible-token.ts';

/** @throws LoyaltyError client_unauthorized, permit_missing, token_not_found */
export const showToken = async (runtime: Runtime, caller: Pick<ClientToken, 'hash'>, idOrToken: string) => {
  const db = runtime.use(database);
  const { token: callerToken, idOf } = await loadCallerToken(db, caller, 'Tokens:Api:Tokens:Show');
  return clientTokenView(await findVisibleToken(db, callerToken, idOrToken), idOf);
};
