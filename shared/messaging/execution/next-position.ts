import type { Outgoing, SendOutcome } from '#shared/delivery/send-outcome.ts';
import { countSmsParts } from '#shared/domain/delivery/sms-parts.ts';
import type { TransmissionCursor, TransmissionPosition } from '#shared/domain/messaging/cursors.ts';
import type { RenderedItem } from './render-batch.ts';
import type { SendResult } from './send-batch.ts';
import type { Batch } from './transmission-context.ts';

/** Parts of the SMS among messages. */
const smsPartsOf = (messages: readonly { readonly message: Outgoing }[]): number =>
  messages
    .map(({ message: { channel, message } }) => (channel === 'sms' ? countSmsParts(message.text) : 0))
    .reduce((sum, parts) => sum + parts, 0);

/** The position of the cursor after the batch. Deferred dispatches need another pass. */
export const nextPosition = (
  cursor: TransmissionCursor,
  { items, isLast }: Batch<RenderedItem>,
  results: readonly SendResult[],
): TransmissionPosition => {
  const { state, pass } = cursor;
  const resultsWith = (...states: SendOutcome['state'][]) =>
    results.filter(({ outcome }) => states.includes(outcome.state));
  const deferred = cursor.deferred + resultsWith('deferred').length;
  const sms_parts = cursor.sms_parts + smsPartsOf(resultsWith('sent', 'unknown'));
  if (!isLast)
    return { state, pass, deferred, sms_parts, after: items.at(-1)?.dispatch.recipientKey ?? cursor.after };
  return deferred === 0
    ? { state: 'done', pass, deferred, sms_parts, after: '' }
    : { state, pass: pass + 1, deferred: 0, sms_parts, after: '' };
};
