import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { emailSender } from '../delivery/email.ts';
import type { Mail, Send, Sms } from '../delivery/send-outcome.ts';
import { smsSender } from '../delivery/sms.ts';
import type { Port } from '../runtime.ts';

/** Ways to reach a member; push will be a third. */
export interface Senders {
  readonly email: Send<Mail>;
  readonly sms: Send<Sms>;
}

/**
 * The SDK must not repeat a call by itself: after a time-out nobody knows whether the first one was sent.
 * The times are milliseconds, well inside the worker's own.
 */
const ONCE = { maxAttempts: 1, requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000 } } as const;

export const senders: Port<Senders> = () => ({
  email: emailSender(new SESv2Client(ONCE)),
  sms: smsSender(new SNSClient(ONCE)),
});
