import { storeContents } from '#shared/data/messaging/dispatch-contents.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import { database } from '#shared/ports/database.ts';
import { checkEligibility } from './check-eligibility.ts';
import { type RenderedItem, renderBatch } from './render-batch.ts';
import type { Batch, TransmissionContext } from './transmission-context.ts';

/** The items with a message. */
export const sendableItems = (items: readonly RenderedItem[]) => items.filter((one) => 'message' in one);

/**
 * Makes the messages of a claimed batch from the members as they are now, and stores what is kept of them. The members
 * are read after the claim: an opt-out that was committed before it is always seen (fault F63).
 * @returns as many items as fit
 */
export const storeMessages = async (
  context: TransmissionContext,
  { items, isLast }: Batch<Dispatch>,
): Promise<Batch<RenderedItem>> => {
  const { runtime, club, execution, recipients } = context;
  const db = runtime.use(database);
  const eligible = await checkEligibility(db, execution, items, recipients);
  const rendered = await renderBatch(context, { items: eligible, isLast });
  const messages = sendableItems(rendered.items).map(({ dispatch, addressOwner, target, content }) => ({
    dispatch,
    content,
    address: target.address,
    inHistory: addressOwner !== undefined,
  }));
  await storeContents(db, club.slug, messages, runtime.now().toISOString());
  return rendered;
};
