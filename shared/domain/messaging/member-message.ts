import type { Channel } from '#shared/vocabulary.ts';
import type { DispatchContent } from './dispatch.ts';
import type { DispatchRef } from './dispatch-ref.ts';

/** A message that a sending sent to a member (contract §6.1); its dispatch has the text. */
export interface MemberMessage {
  /** Of its dispatch. */
  readonly id: number;
  readonly type: Channel;
  readonly created_at: string;
  /** Whether it went out, as far as is known; only then it is shown. */
  readonly sent: boolean;
  readonly dispatch: DispatchRef;
}

/** @param content nothing when it was not asked for or is not kept any more */
export const memberMessageView = (message: MemberMessage, content: DispatchContent | undefined) => {
  const body = content?.['body'];
  return {
    id: String(message.id),
    type: message.type,
    created_at: message.created_at,
    content: typeof body === 'string' ? body : null,
  };
};

/** @returns nothing for a text that names no message */
export const memberMessageIdFrom = (text: string): number | undefined =>
  /^\d{1,15}$/.test(text) ? Number(text) : undefined;
