import type { Mail, Push, Senders, SendOutcome, Sms } from '#shared/delivery/send-outcome.ts';
import { requireGrant } from './role.ts';

/** What was sent, instead of SES and SNS; `answer` is what the provider says. */
export interface CapturedOutbox {
  readonly mails: Mail[];
  readonly texts: Sms[];
  readonly pushes: Push[];
  /** Endpoints of devices that were to be forgotten. */
  readonly forgotten: string[];
  answer: () => SendOutcome;
  readonly senders: Senders;
}

export const captureOutbox = (): CapturedOutbox => {
  const outbox: CapturedOutbox = {
    mails: [],
    texts: [],
    pushes: [],
    forgotten: [],
    answer: () => ({ state: 'sent', providerId: 'provider-id' }),
    senders: {
      email: async (mail) => {
        requireGrant('mail', 'ses:SendEmail');
        outbox.mails.push(mail);
        return outbox.answer();
      },
      sms: async (sms) => {
        requireGrant('sms', 'sns:Publish');
        outbox.texts.push(sms);
        return outbox.answer();
      },
      push: async (push) => {
        requireGrant('push', 'sns:Publish');
        outbox.pushes.push(push);
        return outbox.answer();
      },
    },
  };
  return outbox;
};
