import { isJsonObject, type JsonObject } from '../member-schema/json-value.ts';
import type { ReportKind } from './effects.ts';
import { type ReportReader, textField, timeField } from './report.ts';

const objectAt = (object: JsonObject, key: string): JsonObject => {
  const value = object[key];
  return isJsonObject(value) ? value : {};
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A transient bounce is final for the message: SES has given up on it. An undetermined one proves nothing about the address. */
const BOUNCES: Readonly<Record<string, ReportKind>> = {
  Permanent: 'bounced',
  Transient: 'failed',
  Undetermined: 'failed',
};

interface MailEvent {
  /** The attribute with its details. */
  readonly key: string;
  kind(details: JsonObject): ReportKind | undefined;
  externalStatus(details: JsonObject): string;
}

/**
 * Events of SES, by `eventType`; the others (Send, Open, DeliveryDelay …) report no outcome.
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
const EVENTS: Readonly<Record<string, MailEvent>> = {
  Delivery: { key: 'delivery', kind: () => 'delivered', externalStatus: () => 'Delivery' },
  Bounce: {
    key: 'bounce',
    kind: ({ bounceType }) => BOUNCES[String(bounceType)],
    externalStatus: ({ bounceType, bounceSubType }) => textField('Bounce', bounceType, bounceSubType),
  },
  Complaint: {
    key: 'complaint',
    kind: () => 'complained',
    externalStatus: ({ complaintFeedbackType, complaintSubType }) =>
      textField('Complaint', complaintSubType, complaintFeedbackType),
  },
  Reject: {
    key: 'reject',
    kind: () => 'failed',
    externalStatus: ({ reason }) => textField('Reject', reason),
  },
  'Rendering Failure': { key: 'failure', kind: () => 'failed', externalStatus: () => 'Rendering Failure' },
};

/** Bounces and complaints list their recipients; other events are about all recipients of the mail. */
const addressesIn = (details: JsonObject, mail: JsonObject): string[] => {
  const named = [...list(details['bouncedRecipients']), ...list(details['complainedRecipients'])];
  const recipients = named.map((one) => (isJsonObject(one) ? one['emailAddress'] : undefined));
  const addresses = named.length > 0 ? recipients : list(mail['destination']);
  return addresses.filter((address) => typeof address === 'string');
};

/** In events of SES every tag is a list, and SES adds tags of its own. */
const tagsIn = (mail: JsonObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(objectAt(mail, 'tags')).flatMap(([name, values]) => {
      const [value] = list(values);
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );

/** An event of SES about one mail. */
export const mailReport: ReportReader = (event, at) => {
  const row = EVENTS[String(event['eventType'])];
  if (!row) return undefined;
  const mail = objectAt(event, 'mail');
  const details = objectAt(event, row.key);
  const kind = row.kind(details);
  if (!kind) return undefined;
  return {
    kind,
    channel: 'email',
    id: String(mail['messageId'] ?? ''),
    tags: tagsIn(mail),
    at: timeField(details['timestamp'], at),
    externalStatus: row.externalStatus(details),
    addresses: addressesIn(details, mail),
  };
};
