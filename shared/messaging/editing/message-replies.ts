import { findSendingStates } from '#shared/data/messaging/sendings.ts';
import { findTemplates } from '#shared/data/messaging/templates.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Message } from '#shared/domain/messaging/message.ts';
import { messageView } from '#shared/domain/messaging/views.ts';
import { refuseProblems } from '#shared/domain/validation/invalid-parameters.ts';
import { problem } from '#shared/domain/validation/problem.ts';
import { bytesInResult, REPLY_MAX_BYTES } from '#shared/reply-size.ts';

/** Beside the records of a page there is little. */
const PAGE_MAX_BYTES = REPLY_MAX_BYTES - 10_000;

/** Records that are read and rendered at a time: few enough to stay in memory at any size. */
const BATCH = 10;

/**
 * Renders the records of a page batch by batch. Full texts of a hundred records may exceed the size of a reply; the
 * error then gives the largest `per_page` that fits.
 * @throws LoyaltyError parameters_invalid under `per_page`
 */
export const renderPage = async <T, View>(
  records: readonly T[],
  render: (batch: readonly T[]) => Promise<readonly View[]>,
  perPage: number,
): Promise<readonly View[]> => {
  const views: View[] = [];
  let bytes = 0;
  for (let start = 0; start < records.length; start += BATCH) {
    const batch = await render(records.slice(start, start + BATCH));
    bytes += bytesInResult(JSON.stringify(batch));
    if (bytes > PAGE_MAX_BYTES) {
      const number = Math.max(1, start);
      refuseProblems([problem('less_or_equal_to', perPage, { number }, ['per_page'])]);
    }
    views.push(...batch);
  }
  return views;
};

/** Messages as they are answered, with their templates and latest sendings. */
export const messageReplies = async (db: Db, club: string, messages: readonly Message[]) => {
  const [templates, sendings] = await Promise.all([
    findTemplates(
      db,
      club,
      messages.flatMap(({ channels }) => channels.map(({ template_id }) => template_id)),
    ),
    findSendingStates(
      db,
      club,
      messages.flatMap(({ latest_sending_id }) => latest_sending_id ?? []),
    ),
  ]);
  const templateById = new Map(templates.map(({ entity }) => [entity.id, entity]));
  const sendingById = new Map(sendings.map(({ entity }) => [entity.id, entity]));
  return messages.map((message) =>
    messageView(message, {
      templates: templateById,
      latestSending: sendingById.get(message.latest_sending_id ?? 0),
    }),
  );
};
