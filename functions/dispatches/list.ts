import { dispatchesList } from '#shared/contracts/sendings.ts';
import { findDispatchContents } from '#shared/data/messaging/dispatch-contents.ts';
import { dispatchKeyIn, findDispatchPage, isDispatchKey } from '#shared/data/messaging/dispatch-list.ts';
import {
  type Dispatch,
  dispatchRefOf,
  dispatchView,
  matchesDispatch,
} from '#shared/domain/messaging/dispatch.ts';
import { dispatchRefText } from '#shared/domain/messaging/dispatch-ref.ts';
import { dispatchListParams } from '#shared/domain/messaging/list-queries.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { pageReply, startOfPage } from '#shared/messaging/editing/list-page.ts';
import { renderPage } from '#shared/messaging/editing/message-replies.ts';
import { requireStoredSendingState } from '#shared/messaging/editing/require-sending.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(dispatchesList)(async ({ club, parameters, query }, runtime) => {
  const db = runtime.use(database);
  const sending = await requireStoredSendingState(db, club.slug, Number(parameters.id));
  const params = dispatchListParams(query(), club);
  const { perPage, filters } = params;
  const list = { name: [dispatchesList.id, club.slug, sending.id, perPage, filters], isKey: isDispatchKey };
  const { page, after } = startOfPage(list, query(), params);
  const length = Object.keys(filters).length === 0 ? sending.dispatches_count : null;
  const asked = { club: club.slug, sending: sending.id, length, perPage, page, after };
  const found = await findDispatchPage(db, asked, matchesDispatch(filters));
  const render = async (batch: readonly Dispatch[]) => {
    const refs = batch.map((dispatch) => ({ ...dispatchRefOf(club.slug, dispatch), id: dispatch.id }));
    const contents = await findDispatchContents(db, refs);
    return batch.map((dispatch) =>
      dispatchView(dispatch, contents.get(dispatchRefText(dispatchRefOf(club.slug, dispatch)))?.content),
    );
  };
  const dispatches = await renderPage(found.items, render, perPage);
  return {
    status: 200,
    body: { dispatches, ...pageReply(list, found, { perPage, page, after }, dispatchKeyIn) },
  };
});
