import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { notificationOf } from '#shared/delivery-reports/notification.ts';
import { ENV } from '#shared/env-names.ts';
import type { SnsServer } from './engines/sns.ts';
import type { MessageStore } from './outbox/message-store.ts';
import type { SentMessage } from './outbox/sent-message.ts';

const mailEvent =
  (eventType: string, details: (to: readonly { emailAddress: string }[]) => object) =>
  ({ id, to, tags }: SentMessage): object => ({
    eventType,
    ...details(to.map((emailAddress) => ({ emailAddress }))),
    mail: {
      messageId: id,
      destination: to,
      tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
    },
  });

const bounce = (bounceType: string, bounceSubType: string) =>
  mailEvent('Bounce', (bouncedRecipients) => ({ bounce: { bounceType, bounceSubType, bouncedRecipients } }));

/** What a provider would say, by the kind of report. */
const MAIL_REPORTS: Readonly<Record<string, (mail: SentMessage) => object>> = {
  delivered: mailEvent('Delivery', () => ({ delivery: {} })),
  bounced: bounce('Permanent', 'General'),
  failed: bounce('Transient', 'MailboxFull'),
  complained: mailEvent('Complaint', (complainedRecipients) => ({
    complaint: { complaintFeedbackType: 'abuse', complainedRecipients },
  })),
};

const smsStatus =
  (status: string, providerResponse: string) =>
  ({ id, to }: SentMessage): object => ({
    notification: { messageId: id },
    delivery: { destination: to[0], providerResponse },
    status,
  });

const SMS_REPORTS: Readonly<Record<string, (sms: SentMessage) => object>> = {
  delivered: smsStatus('SUCCESS', 'Message has been accepted by phone carrier'),
  failed: smsStatus('FAILURE', 'Phone is currently unreachable/unavailable'),
  opted_out: smsStatus('FAILURE', 'Phone number is opted out'),
  barred: smsStatus('FAILURE', 'Phone has blocked SMS'),
};

const pushFailure =
  (FailureType: string) =>
  ({ id, target_arn }: SentMessage): object => ({
    EventType: 'DeliveryFailure',
    EndpointArn: target_arn,
    MessageId: id,
    FailureType,
  });

const PUSH_REPORTS: Readonly<Record<string, (push: SentMessage) => object>> = {
  failed: pushFailure('NotificationTTLExpired'),
  device_gone: pushFailure('InvalidPlatformToken'),
};

/**
 * The mailbox simulator of SES, with labels as there: `bounce+ann@simulator.amazonses.com`.
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
const SIMULATOR = /^(success|bounce|complaint|ooto)(?:\+[^@]*)?@simulator\.amazonses\.com$/i;
const SIMULATED: Readonly<Record<string, string>> = {
  success: 'delivered',
  bounce: 'bounced',
  complaint: 'complained',
  ooto: 'delivered',
};

const REPORTS = { email: MAIL_REPORTS, sms: SMS_REPORTS, push: PUSH_REPORTS } as const;

const KINDS = [...new Set(Object.values(REPORTS).flatMap((table) => Object.keys(table)))];

/** What a provider could report on a message. */
export const reportsOn = ({ channel }: Pick<SentMessage, 'channel'>): readonly string[] =>
  Object.keys(REPORTS[channel]);

interface Sources {
  readonly now: () => Date;
  readonly outbox: Pick<MessageStore, 'newestTo'>;
  readonly sns: Pick<SnsServer, 'disable'>;
}

export interface LocalReports {
  /** Sends the reports of the mailbox simulator for a mail; other addresses get none. */
  simulate(mail: SentMessage): Promise<void>;
  /** Reports on the newest message to an address, a number or an app token. @returns the reply of the tool */
  report(to: unknown, kind: unknown): Promise<object>;
  /** Reports on this very message. @returns the reply of the tool */
  reportOn(message: SentMessage, kind: unknown): Promise<object>;
}

/** Providers' reports, which here come from the developer. */
export const localReports = ({ now, outbox, sns }: Sources): LocalReports => {
  const put = async (event: object): Promise<void> => {
    await new SQSClient({}).send(
      new SendMessageCommand({
        QueueUrl: process.env[ENV.reportsQueueUrl],
        MessageBody: JSON.stringify(notificationOf(JSON.stringify(event), now().getTime())),
      }),
    );
  };

  const newestTo = async (to: string): Promise<SentMessage | undefined> =>
    (await outbox.newestTo(to, ['email', 'push'])) ??
    (await outbox.newestTo(`+${to.replace(/^\+/, '')}`, ['sms']));

  const reportOn = async (sent: SentMessage | undefined, kind: string, to: unknown): Promise<object> => {
    const event = sent && REPORTS[sent.channel][kind]?.(sent);
    if (!event)
      return {
        error: `no message to that address could be reported so; report is one of ${KINDS.join(', ')}`,
      };
    if (sent.target_arn !== undefined && kind === 'device_gone') sns.disable(sent.target_arn);
    await put(event);
    return { reported: kind, to };
  };

  return {
    simulate: async (mail) => {
      const [, mailbox] = mail.to.map((address) => SIMULATOR.exec(address)).find((found) => found) ?? [];
      const kind = SIMULATED[mailbox?.toLowerCase() ?? ''];
      const event = kind === undefined ? undefined : MAIL_REPORTS[kind]?.(mail);
      if (event) await put(event);
    },
    report: async (to, kind) => reportOn(await newestTo(String(to)), String(kind), to),
    reportOn: (message, kind) => reportOn(message, String(kind), message.to.join(', ')),
  };
};
