import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { given } from './support/given.ts';
import { openMall } from './support/operator.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver(undefined, { tls: false });
});
afterAll(() => receiver?.close());

it('delivers a signed event to a receiver', async () => {
  const { client } = await openMall(given().stage, 'webhook-mall');
  const { members_changes_subscription: made } = await client.webhooks.create({
    members_changes_subscription: {
      url: `http://127.0.0.1:${receiver.port}/hook`,
      event_schema_version: 2,
    },
  });
  const { delivery } = await client.webhooks.test({ id: made.id });
  expect(delivery).toMatchObject({ outcome: 'delivered', status: 200, reply: 'thanks' });
  const [{ headers, body }] = receiver.received as [Receiver['received'][number]];
  expect(headers['x-secret-token']).toBe(made.secret_token);
  const verified = new Webhook(made.signing_secret).verify(body, headers as Record<string, string>);
  expect(verified).toMatchObject({ version: 2, events: [{ event: { type: 'test' } }] });
});
