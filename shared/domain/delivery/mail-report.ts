import { isJsonObject, type JsonObject } from '../member-schema/json-value.ts';
import type { ReportKind } from './effects.ts';
import { type ReportReader, textField, timeField } from './report.ts';

const objectAt = (object: JsonObject, key: string): JsonObject => {
  const value = object[key];
  return isJsonObject(value) ? value : {};
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A transient bounce is final for the message: SES has given up on it. What SES could not tell is no proof. */
const BOUNCES: Readonly<Record<string, ReportKind>> = {
  Permanent: 'bounced',
  Transient: 'failed',
  Undetermined: 'failed',
};

interface MailEvent {
  /** Where its details stand. */
  readonly key: string;
  kind(details: JsonObject): ReportKind | undefined;
  word(details: JsonObject): string;
}

/**
 * Events of SES, by `eventType`; the others (Send, Open, DeliveryDelay …) report no outcome.
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
const EVENTS: Readonly<Record<string, MailEvent>> = {
  Delivery: { key: 'delivery', kind: () => 'delivered', word: () => 'Delivery' },
  Bounce: {
    key: 'bounce',
    kind: ({ bounceType }) => BOUNCES[String(bounceType)],
    word: ({ bounceType, bounceSubType }) => textField('Bounce', bounceType, bounceSubType),
  },
  Complaint: {
    key: 'complaint',
    kind: () => 'complained',
    word: ({ complaintFeedbackType, complaintSubType }) =>
      textField('Complaint', complaintSubType, complaintFeedbackType),
  },
  Reject: { key: 'reject', kind: () => 'failed', word: ({ reason }) => textField('Reject', reason) },
  'Rendering Failure': { key: 'failure', kind: () => 'failed', word: () => 'Rendering Failure' },
};

/** Who bounced or complained is named; everybody else whom the event is about was to get the mail. */
const addressesIn = (details: JsonObject, mail: JsonObject): string[] => {
  const named = [...list(details['bouncedRecipients']), ...list(details['complainedRecipients'])];
  const recipients = named.map((one) => (isJsonObject(one) ? one['emailAddress'] : undefined));
  const addresses = named.length > 0 ? recipients : list(mail['destination']);
  return addresses.filter((address) => typeof address === 'string');
};

/** SES gives every tag as a list, its own beside ours. */
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
    word: row.word(details),
    addresses: addressesIn(details, mail),
  };
};
