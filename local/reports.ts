import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { notificationOf } from '#shared/delivery-reports/notification.ts';
import { ENV } from '#shared/env-names.ts';
import type { TaggedMail } from './engines/mail-proxy.ts';
import type { CapturedMessage, SnsServer } from './engines/sns.ts';

const mailEvent =
  (eventType: string, details: (to: readonly { emailAddress: string }[]) => object) =>
  ({ id, to, tags }: TaggedMail): object => ({
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
const MAIL_REPORTS: Readonly<Record<string, (mail: TaggedMail) => object>> = {
  delivered: mailEvent('Delivery', () => ({ delivery: {} })),
  bounced: bounce('Permanent', 'General'),
  failed: bounce('Transient', 'MailboxFull'),
  complained: mailEvent('Complaint', (complainedRecipients) => ({
    complaint: { complaintFeedbackType: 'abuse', complainedRecipients },
  })),
};

const smsStatus =
  (status: string, providerResponse: string) =>
  ({ message_id, phone_number }: CapturedMessage): object => ({
    notification: { messageId: message_id },
    delivery: { destination: phone_number, providerResponse },
    status,
  });

const SMS_REPORTS: Readonly<Record<string, (sms: CapturedMessage) => object>> = {
  delivered: smsStatus('SUCCESS', 'Message has been accepted by phone carrier'),
  failed: smsStatus('FAILURE', 'Phone is currently unreachable/unavailable'),
  opted_out: smsStatus('FAILURE', 'Phone number is opted out'),
  barred: smsStatus('FAILURE', 'Phone has blocked SMS'),
};

const pushFailure =
  (FailureType: string) =>
  ({ message_id, target_arn }: CapturedMessage): object => ({
    EventType: 'DeliveryFailure',
    EndpointArn: target_arn,
    MessageId: message_id,
    FailureType,
  });

const PUSH_REPORTS: Readonly<Record<string, (push: CapturedMessage) => object>> = {
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

const KINDS = [...new Set([MAIL_REPORTS, SMS_REPORTS, PUSH_REPORTS].flatMap((table) => Object.keys(table)))];

interface Sources {
  readonly now: () => Date;
  readonly mails: () => readonly TaggedMail[];
  readonly sns: Pick<SnsServer, 'list' | 'disable'>;
}

export interface LocalReports {
  /** Sends the reports of the mailbox simulator for a mail; other addresses get none. */
  simulate(mail: TaggedMail): Promise<void>;
  /** Reports on the newest message to an address, a number or an app token. @returns the reply of the tool */
  report(to: unknown, kind: unknown): Promise<object>;
}

/** Providers' reports, which here come from the developer. */
export const localReports = ({ now, mails, sns }: Sources): LocalReports => {
  const put = async (event: object): Promise<void> => {
    await new SQSClient({}).send(
      new SendMessageCommand({
        QueueUrl: process.env[ENV.reportsQueueUrl],
        MessageBody: JSON.stringify(notificationOf(JSON.stringify(event), now().getTime())),
      }),
    );
  };

  const eventFor = (to: string, kind: string): object | undefined => {
    const mail = mails().findLast((one) => one.to.includes(to));
    if (mail) return MAIL_REPORTS[kind]?.(mail);
    const number = `+${to.replace(/^\+/, '')}`;
    const sent = sns.list().findLast(({ phone_number, token }) => phone_number === number || token === to);
    if (sent?.target_arn !== undefined && kind === 'device_gone') sns.disable(sent.target_arn);
    return sent && (sent.phone_number ? SMS_REPORTS : PUSH_REPORTS)[kind]?.(sent);
  };

  return {
    simulate: async (mail) => {
      const [, mailbox] = mail.to.map((address) => SIMULATOR.exec(address)).find((found) => found) ?? [];
      const kind = SIMULATED[mailbox?.toLowerCase() ?? ''];
      const event = kind === undefined ? undefined : MAIL_REPORTS[kind]?.(mail);
      if (event) await put(event);
    },
    report: async (to, kind) => {
      const event = eventFor(String(to), String(kind));
      if (!event)
        return {
          error: `no message to that address could be reported so; report is one of ${KINDS.join(', ')}`,
        };
      await put(event);
      return { reported: kind, to };
    },
  };
};
