import type { LoyaltyClient } from '../../packages/client/src/main.ts';
import { until } from './wait-until.ts';

const SMS = {
  type: 'sms',
  template: { type: 'inline', definition: { type: 'plain', content: { body: 'Hi {{first_name}}!' } } },
} as const;

/** Execution begins five minutes ahead, so one that is due in less can be cancelled until then (contract §5.2.6). */
const SOON = { schedule: { type: 'relative', in: '4 minutes' } } as const;

const PREPARED = ['prepared', 'transmitting'];

/** A message to a member: one sending that waits, one that went out, one that is being executed. */
export const sentMessage = async (client: LoyaltyClient, member: number) => {
  const { message } = await client.messages.create({ message: { name: 'Coffee week', channels: [SMS] } });
  const recipients = [{ member_id: member, properties: { first_name: 'Ola' } }];
  const sendingOf = async (plan: object): Promise<number> =>
    (await client.sendings.create({ id: message.id }, { sending: { ...plan, recipients } })).sending.id;
  const draft = await sendingOf({ draft: true });
  const sent = await sendingOf({ schedule: { type: 'immediate' } });
  const running = await sendingOf(SOON);
  const statusOf = async (id: number) => (await client.sendings.get({ id })).sending.status;
  await until(
    'a sending to be prepared',
    async () => PREPARED.includes(await statusOf(running)) || undefined,
  );
  const first = await until('a message to a member', async () => {
    if ((await statusOf(sent)) !== 'transmitted') return undefined;
    return (await client.memberMessages.list({ id: member })).messages[0];
  });
  return { message: message.id, draft, sent, running, first: first.id };
};
