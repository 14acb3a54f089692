import { dispatchesMembers } from '#shared/contracts/sendings.ts';
import { readDispatches } from '#shared/data/messaging/sending-dispatches.ts';
import { itemsOfPage, paginationInfo } from '#shared/domain/common-values/pagination.ts';
import { dispatchMembers } from '#shared/domain/messaging/dispatch.ts';
import { MESSAGING_PER_PAGE } from '#shared/domain/messaging/list-queries.ts';
import { pageParams } from '#shared/domain/validation/page-query.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { requireStoredSendingState } from '#shared/messaging/editing/require-sending.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(dispatchesMembers)(async ({ club, parameters, query }, runtime) => {
  const db = runtime.use(database);
  const { id } = await requireStoredSendingState(db, club.slug, Number(parameters.id));
  const { perPage, page } = pageParams(query(), MESSAGING_PER_PAGE);
  const members = dispatchMembers(await readDispatches(db, club.slug, id));
  return {
    status: 200,
    body: {
      dispatch_members: itemsOfPage(members, perPage, page),
      pagination_info: paginationInfo(members.length, perPage, page),
    },
  };
});
