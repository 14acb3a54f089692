import { dispatchesMembers } from '#shared/contracts/sendings.ts';
import { readDispatches } from '#shared/data/sending-dispatches.ts';
import { dispatchMembers } from '#shared/domain/messaging/dispatch.ts';
import { MESSAGING_PER_PAGE } from '#shared/domain/messaging/list-queries.ts';
import { pageOf, paginationInfo } from '#shared/domain/pagination.ts';
import { pageWish } from '#shared/domain/parameters/page-query.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { existingSendingState } from '#shared/messaging/existing-sending.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(dispatchesMembers)(async ({ club, parameters, query }, runtime) => {
  const db = runtime.use(database);
  const { id } = await existingSendingState(db, club.slug, Number(parameters.id));
  const { perPage, page } = pageWish(query(), MESSAGING_PER_PAGE);
  const members = dispatchMembers(await readDispatches(db, club.slug, id));
  return {
    status: 200,
    body: {
      dispatch_members: pageOf(members, perPage, page),
      pagination_info: paginationInfo(members.length, perPage, page),
    },
  };
});
