import type { LoyaltyClient, WebhookBody } from '../packages/client/src/main.ts';
import { EXIT } from './exit-codes.ts';
import { interruption } from './interruption.ts';
import { harmless, type Report } from './output.ts';
import { type HeardDelivery, startWebhookListener } from './webhook-listener.ts';

interface ListenSettings {
  readonly forward?: string;
  readonly port: number;
  /** Version of the events. */
  readonly schema: number;
}

/** `update  member 42  email, properties.first_name  7-42-100` */
const linesOf = (body: WebhookBody): readonly string[] =>
  body.version === 2
    ? body.events.map(({ event, member, member_changes }) =>
        [event.type, `member ${member.id}`, Object.keys(member_changes).join(', '), event.id].join('  '),
      )
    : body.bulk.map(({ event_type, external_id, event_id }) =>
        [event_type, `member ${external_id}`, event_id].join('  '),
      );

const write = (line: string): void => void process.stderr.write(`${harmless(line)}\n`);

const show = ({ body, status, problem }: HeardDelivery): void => {
  for (const line of linesOf(body)) write(line);
  if (problem !== undefined) write(`  not passed on: ${problem}`);
  else if (status !== 200) write(`  answered ${status}`);
};

const countOf = (body: WebhookBody): number => (body.version === 2 ? body.events : body.bulk).length;

/**
 * Subscribes a receiver on this machine to a club's events, shows them on standard error until Ctrl-C, and ends the
 * subscription. Only a local stack may call this machine; another one refuses the URL.
 */
export const listenToWebhooks = async (
  client: LoyaltyClient,
  { forward, port, schema }: ListenSettings,
): Promise<Report> => {
  const { signal, end } = interruption();
  let events = 0;
  const listener = await startWebhookListener({
    port,
    forward,
    onDelivery: (delivery) => {
      events += countOf(delivery.body);
      show(delivery);
    },
    onRefusal: (reason) => write(`refused: ${reason}`),
  });
  try {
    const { members_changes_subscription: made } = await client.webhooks.create({
      members_changes_subscription: { url: listener.url, event_schema_version: schema === 1 ? 1 : 2 },
    });
    listener.expect(made.signing_secret);
    write(`Subscription ${made.id} sends to ${listener.url}${forward ? `, and on to ${forward}` : ''}.`);
    write(`Signing secret: ${made.signing_secret}`);
    write('Changes of the next half minute may be missing. Ctrl-C ends it.');
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await client.webhooks.destroy({ id: made.id });
    const json = { subscription_id: made.id, events };
    return { json, text: `${events} events. Subscription ${made.id} is removed.`, exitCode: EXIT.done };
  } finally {
    await listener.stop();
    end();
  }
};
