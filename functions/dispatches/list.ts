import { dispatchesList } from '#shared/contracts/sendings.ts';
import { findDispatchContents } from '#shared/data/messaging/dispatch-contents.ts';
import { readDispatches } from '#shared/data/messaging/sending-dispatches.ts';
import { itemsOfPage, paginationInfo } from '#shared/domain/common-values/pagination.ts';
import {
  type Dispatch,
  dispatchRefOf,
  dispatchView,
  matchesDispatch,
} from '#shared/domain/messaging/dispatch.ts';
import { dispatchRefText } from '#shared/domain/messaging/dispatch-ref.ts';
import { dispatchListParams } from '#shared/domain/messaging/list-queries.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { renderPage } from '#shared/messaging/editing/message-replies.ts';
import { requireStoredSendingState } from '#shared/messaging/editing/require-sending.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(dispatchesList)(async ({ club, parameters, query }, runtime) => {
  const db = runtime.use(database);
  const { id } = await requireStoredSendingState(db, club.slug, Number(parameters.id));
  const { perPage, page, filters } = dispatchListParams(query(), club);
  const found = await readDispatches(db, club.slug, id, matchesDispatch(filters));
  const render = async (batch: readonly Dispatch[]) => {
    const refs = batch.map((dispatch) => ({ ...dispatchRefOf(club.slug, dispatch), id: dispatch.id }));
    const contents = await findDispatchContents(db, refs);
    return batch.map((dispatch) =>
      dispatchView(dispatch, contents.get(dispatchRefText(dispatchRefOf(club.slug, dispatch)))?.content),
    );
  };
  const dispatches = await renderPage(itemsOfPage(found, perPage, page), render, perPage);
  return {
    status: 200,
    body: { dispatches, pagination_info: paginationInfo(found.length, perPage, page) },
  };
});
