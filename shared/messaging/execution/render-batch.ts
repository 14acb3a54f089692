import type { Outgoing } from '#shared/delivery/send-outcome.ts';
import type { Texts } from '#shared/domain/messaging/wrapping.ts';
import type { Eligibility } from './check-eligibility.ts';
import { type RenderedDispatch, type RenderTarget, renderDispatch } from './render-dispatch.ts';
import type { Batch, TransmissionContext } from './transmission-context.ts';

/** Texts of a claim in bytes of JSON, which is more than they take compressed: a call writes that much at most. */
const MAX_BYTES = 3_000_000;

/** A dispatch with its message, or with the reason for none. */
export type RenderedItem = Pick<Eligibility, 'dispatch' | 'addressOwner'> &
  (
    | { readonly target: RenderTarget; readonly content: Texts; readonly message: Outgoing }
    | { readonly reason: string }
  );

/**
 * Renders dispatches. The limit of a rendering is a time, which a pause of the machine can use up: the first failure
 * is rendered again, and only the first, because broken texts fail every time.
 */
const createRenderer = ({ runtime, club, execution, texts }: TransmissionContext) => {
  const messageTexts = { channel: execution.snapshot.channel, texts };
  let mayRetry = true;
  return async (target: RenderTarget): Promise<RenderedDispatch> => {
    const rendered = await renderDispatch(runtime, club, messageTexts, target);
    if (!('reason' in rendered) || !mayRetry) return rendered;
    mayRetry = false;
    return renderDispatch(runtime, club, messageTexts, target);
  };
};

/** Renders as much of the batch as is stored at once. */
export const renderBatch = async (
  context: TransmissionContext,
  batch: Batch<Eligibility>,
): Promise<Batch<RenderedItem>> => {
  const renderOne = createRenderer(context);
  const items: RenderedItem[] = [];
  let bytes = 0;
  for (const one of batch.items) {
    const rendered = 'target' in one ? await renderOne(one.target) : undefined;
    if (rendered && 'content' in rendered) bytes += Buffer.byteLength(JSON.stringify(rendered.content));
    if (bytes > MAX_BYTES && items.length > 0) break;
    const { dispatch, addressOwner } = one;
    if ('reason' in one) items.push({ dispatch, addressOwner, reason: one.reason });
    else if (rendered) items.push({ dispatch, addressOwner, target: one.target, ...rendered });
  }
  return { items, isLast: batch.isLast && items.length === batch.items.length };
};
