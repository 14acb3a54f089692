import { dispatchesMembers } from '#shared/contracts/sendings.ts';
import { memberDispatchKey } from '#shared/data/messaging/dispatch-keys.ts';
import { findDispatchMemberPage, isDispatchKey } from '#shared/data/messaging/dispatch-list.ts';
import { MESSAGING_PER_PAGE } from '#shared/domain/messaging/list-queries.ts';
import { pageParams } from '#shared/domain/validation/page-query.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { pageReply, startOfPage } from '#shared/messaging/editing/list-page.ts';
import { requireStoredSendingState } from '#shared/messaging/editing/require-sending.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(dispatchesMembers)(async ({ club, parameters, query }, runtime) => {
  const db = runtime.use(database);
  const sending = await requireStoredSendingState(db, club.slug, Number(parameters.id));
  const params = pageParams(query(), MESSAGING_PER_PAGE);
  const { perPage } = params;
  const list = { name: [dispatchesMembers.id, club.slug, sending.id, perPage], isKey: isDispatchKey };
  const { page, after } = startOfPage(list, query(), params);
  // A member with several devices has several dispatches.
  const length = sending.snapshot?.channel.type === 'push' ? null : sending.members_count;
  const asked = { club: club.slug, sending: sending.id, length, perPage, page, after };
  const found = await findDispatchMemberPage(db, asked);
  return {
    status: 200,
    body: {
      dispatch_members: found.items,
      ...pageReply(list, found, { perPage, page, after }, ({ id }) => memberDispatchKey(id)),
    },
  };
});
