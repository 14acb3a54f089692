import { dispatchesList } from '#shared/contracts/sendings.ts';
import { findDispatchContents, readDispatches } from '#shared/data/messaging/sending-dispatches.ts';
import { pageOf, paginationInfo } from '#shared/domain/common-values/pagination.ts';
import { type Dispatch, dispatchView, matchesDispatch, refOf } from '#shared/domain/messaging/dispatch.ts';
import { dispatchRefText } from '#shared/domain/messaging/dispatch-ref.ts';
import { dispatchListWish } from '#shared/domain/messaging/list-queries.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { renderPage } from '#shared/messaging/editing/message-replies.ts';
import { existingSendingState } from '#shared/messaging/editing/require-sending.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(dispatchesList)(async ({ club, parameters, query }, runtime) => {
  const db = runtime.use(database);
  const { id } = await existingSendingState(db, club.slug, Number(parameters.id));
  const { perPage, page, filters } = dispatchListWish(query());
  const found = await readDispatches(db, club.slug, id, matchesDispatch(filters));
  const render = async (batch: readonly Dispatch[]) => {
    const refs = batch.map((dispatch) => refOf(club.slug, dispatch));
    const contents = await findDispatchContents(db, refs);
    return batch.map((dispatch) =>
      dispatchView(dispatch, contents.get(dispatchRefText(refOf(club.slug, dispatch)))),
    );
  };
  const dispatches = await renderPage(pageOf(found, perPage, page), render, perPage);
  return {
    status: 200,
    body: { dispatches, pagination_info: paginationInfo(found.length, perPage, page) },
  };
});
