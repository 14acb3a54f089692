import { effectivePermits } from '#shared/contracts/policies.ts';
import { listClients } from '#shared/data/client-tokens/clients.ts';
import { isVisibleTo } from '#shared/domain/client-tokens/client-scope.ts';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import {
  type ListedToken,
  type TokenFilter,
  tokenListParams,
} from '#shared/domain/client-tokens/client-token-list.ts';
import { clientTokenView } from '#shared/domain/client-tokens/client-token-view.ts';
import { itemsOfPage, paginationInfo } from '#shared/domain/common-values/pagination.ts';
import type { PageQuery, Query } from '#shared/domain/validation/page-query.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { loadCallerToken } from './caller-token.ts';

/**
 * The tokens within the caller's own limits, by id. Filters and exact counts read all of them.
 * @throws LoyaltyError client_unauthorized, permit_missing, parameters_invalid
 */
export const listTokens = async (
  runtime: Runtime,
  caller: Pick<ClientToken, 'hash'>,
  query: PageQuery & Query<TokenFilter>,
) => {
  const db = runtime.use(database);
  const { token: callerToken, idOf, ...known } = await loadCallerToken(db, caller, 'Tokens:Api:Tokens:Index');
  const { matches, perPage, page } = tokenListParams(query, known);
  const listed = (token: ClientToken): ListedToken => ({
    token,
    effective: effectivePermits(token),
    clubIds: (token.clubs ?? []).flatMap((slug) => idOf.get(slug) ?? []),
  });
  const found = (await listClients(db)).filter(
    (token) => isVisibleTo(callerToken, token) && matches(listed(token)),
  );
  return {
    tokens: itemsOfPage(found, perPage, page).map((token) => clientTokenView(token, idOf)),
    pagination_info: paginationInfo(found.length, perPage, page),
  };
};
