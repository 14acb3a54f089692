import { GetConfigurationSetEventDestinationsCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Endpoint } from '../../../local/engines/loopback.ts';
import { startMailProxy, type TaggedMail } from '../../../local/engines/mail-proxy.ts';
import { providerEvent } from '../../support/provider-event.ts';

/**
 * The engine takes mails and publishes no events. This stands before its SES and does that part: what the mailbox
 * simulator makes of a mail goes to the topic that the mail's configuration set names, in the form of the real
 * events in `events/`.
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */

const SIMULATOR = /^(success|bounce|complaint)(?:\+[^@]*)?@simulator\.amazonses\.com$/i;

/** The file of the event, and how SES names its kind where a configuration set chooses kinds. */
const OUTCOMES: Readonly<Record<string, { readonly event: string; readonly kind: string }>> = {
  success: { event: 'mail-delivery', kind: 'DELIVERY' },
  bounce: { event: 'mail-bounce', kind: 'BOUNCE' },
  complaint: { event: 'mail-complaint', kind: 'COMPLAINT' },
};

const RECIPIENTS: Readonly<Record<string, (event: any, addresses: readonly string[]) => void>> = {
  'mail-delivery': ({ delivery }, addresses) => {
    delivery.recipients = addresses;
  },
  'mail-bounce': ({ bounce }, addresses) => {
    bounce.bouncedRecipients = addresses.map((emailAddress) => ({ emailAddress }));
  },
  'mail-complaint': ({ complaint }, addresses) => {
    complaint.complainedRecipients = addresses.map((emailAddress) => ({ emailAddress }));
  },
};

const eventOf = (name: string, { id, to, tags, configurationSet }: TaggedMail): object => {
  const event = providerEvent(name);
  RECIPIENTS[name]?.(event, to);
  const all = { ...tags, 'ses:configuration-set': configurationSet };
  event.mail.messageId = id;
  event.mail.destination = to;
  event.mail.tags = Object.fromEntries(Object.entries(all).map(([key, value]) => [key, [value]]));
  return event;
};

interface Place {
  readonly url: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Hears of what could not be published. */
  readonly report: (line: string) => void;
}

/** @returns the address that takes mails, for AWS_ENDPOINT_URL_SESV2 of the functions */
export const startMailboxSimulator = ({ url, region, credentials, report }: Place): Promise<Endpoint> => {
  const client = { endpoint: url, region, credentials };
  const ses = new SESv2Client(client);
  const sns = new SNSClient(client);

  const topicsFor = async (set: string, kind: string): Promise<string[]> => {
    const asked = new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName: set });
    const { EventDestinations = [] } = await ses.send(asked);
    return EventDestinations.flatMap(({ Enabled, MatchingEventTypes = [], SnsDestination }) =>
      Enabled && SnsDestination?.TopicArn && MatchingEventTypes.some((type) => type === kind)
        ? SnsDestination.TopicArn
        : [],
    );
  };

  const simulate = async (mail: TaggedMail): Promise<void> => {
    const [, mailbox] = mail.to.map((address) => SIMULATOR.exec(address)).find((found) => found) ?? [];
    const outcome = OUTCOMES[mailbox?.toLowerCase() ?? ''];
    if (outcome === undefined || mail.configurationSet === undefined) return;
    const Message = JSON.stringify(eventOf(outcome.event, mail));
    const Subject = 'Amazon SES Email Event Notification';
    for (const TopicArn of await topicsFor(mail.configurationSet, outcome.kind)) {
      await sns.send(new PublishCommand({ TopicArn, Subject, Message }));
    }
  };

  return startMailProxy(url, (mail) => {
    simulate(mail).catch((error: unknown) => report(`The mailbox simulator: ${error}`));
  });
};
