import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import { clientTokenView } from '#shared/domain/client-tokens/client-token-view.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { presentGranter } from './caller-token.ts';
import { visibleToken } from './visible-token.ts';

/** @throws LoyaltyError client_unauthorized, permit_missing, token_not_found */
export const showToken = async (runtime: Runtime, caller: Pick<ClientToken, 'hash'>, idOrToken: string) => {
  const db = runtime.use(database);
  const { granter, idOf } = await presentGranter(db, caller, 'Tokens:Api:Tokens:Show');
  return clientTokenView(await visibleToken(db, granter, idOrToken), idOf);
};
