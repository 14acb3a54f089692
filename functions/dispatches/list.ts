import { dispatchesList } from '../../shared/contracts/sendings.ts';
import { findDispatchContents, readDispatches } from '../../shared/data/sending-dispatches.ts';
import { type Dispatch, dispatchView, matchesDispatch } from '../../shared/domain/messaging/dispatch.ts';
import { dispatchListWish } from '../../shared/domain/messaging/list-queries.ts';
import { pageOf, paginationInfo } from '../../shared/domain/pagination.ts';
import { endpoint } from '../../shared/http/endpoint.ts';
import { existingSendingState } from '../../shared/messaging/existing-sending.ts';
import { renderPage } from '../../shared/messaging/shown.ts';
import { database } from '../../shared/ports/database.ts';

export const handler = endpoint(dispatchesList)(async ({ club, parameters, query }, runtime) => {
  const db = runtime.use(database);
  const { id } = await existingSendingState(db, club.slug, Number(parameters.id));
  const { perPage, page, filters } = dispatchListWish(query());
  const matches = matchesDispatch(filters);
  const found: Dispatch[] = [];
  for await (const dispatch of readDispatches(db, club.slug, id)) if (matches(dispatch)) found.push(dispatch);
  const render = async (batch: readonly Dispatch[]) => {
    const ids = batch.map((dispatch) => dispatch.id);
    const contents = await findDispatchContents(db, club.slug, id, ids);
    return batch.map((dispatch) => dispatchView(dispatch, contents.get(dispatch.id)));
  };
  const dispatches = await renderPage(pageOf(found, perPage, page), render, perPage);
  return {
    status: 200,
    body: { dispatches, pagination_info: paginationInfo(found.length, perPage, page) },
  };
});
