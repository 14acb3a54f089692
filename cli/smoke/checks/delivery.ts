import { assert, assertEqual, CheckSkipped } from '../assert.ts';
import { MEMBERS, payloadOf, type SmokeContext } from '../smoke-context.ts';
import { waitUntil } from '../wait-until.ts';
import type { Check } from './check.ts';
import { CREATED, memberOf } from './members.ts';

const SILENT = { send_sms_welcome_message: false, send_email_welcome_message: false } as const;
const [BOUNCING] = MEMBERS.bouncing;

const CHANNELS = 'the messaging settings list the channels of the club';

const requireMail = ({ channels, byNumber }: SmokeContext): void => {
  if (!channels?.email) throw new CheckSkipped('the club has no e-mail configured');
  if (byNumber) throw new CheckSkipped('the club knows its members by their numbers alone');
};

const ENDED = new Set(['transmitted', 'skipped', 'cancelled', 'failed']);

const mailPayload = (name: string) => ({
  message: {
    name,
    channels: [
      {
        type: 'email' as const,
        template: {
          type: 'inline' as const,
          definition: {
            type: 'email' as const,
            content: { subject: name, body: '<p>To the mailbox simulator.</p>' },
          },
        },
      },
    ],
  },
});

/** Messages to their end: what the provider reports must come back. The simulator of SES answers as a mailbox would. */
export const DELIVERY_CHECKS: readonly Check[] = [
  {
    name: CHANNELS,
    async run(context) {
      context.channels = (
        await context.client.messages.settings({ signal: context.signal })
      ).settings.channels;
    },
  },
  {
    name: 'a mail to a member is sent, and its bounce comes back to the member',
    needs: CHANNELS,
    async run(context) {
      requireMail(context);
      const { client, signal, names } = context;
      const { id } = await client.members.create({ ...payloadOf(context, BOUNCING), ...SILENT }, { signal });
      await client.members.sendPasswordResetToken({ email: names.email(BOUNCING) }, { signal });
      await waitUntil(context, {
        what: 'The reset mail is sent, and its report arrives',
        look: () => client.members.get({ id }, { signal }),
        holds: ({ email_status }) => email_status === 'hard_bounced',
        describe: ({ email_status }) => `email_status is ${email_status}`,
      });
    },
  },
  {
    name: 'a sending to a member is transmitted, and its delivery is reported',
    needs: CREATED,
    async run(context) {
      requireMail(context);
      const { client, signal, names } = context;
      const member = memberOf(context).id;
      const { message } = await client.messages.create(mailPayload(names.sentMessage), { signal });
      const { sending } = await client.sendings.create(
        { id: message.id },
        { sending: { recipients: [{ member_id: member }], schedule: { type: 'immediate' } } },
        { signal },
      );
      const ended = await waitUntil(context, {
        what: 'The sending ends',
        look: async () => (await client.sendings.get({ id: sending.id }, { signal })).sending,
        holds: ({ status }) => ENDED.has(status),
        describe: ({ status }) => `its status is ${status}`,
      });
      assertEqual('The status', ended.status, 'transmitted');
      const [dispatch] = await waitUntil(context, {
        what: 'The report of its delivery arrives',
        look: async () => (await client.dispatches.list({ id: sending.id }, { signal })).dispatches,
        holds: ([one]) => one !== undefined && one.delivery_status !== 'pending',
        describe: ([one]) =>
          one
            ? `its dispatch is ${one.transmission_status}, its delivery ${one.delivery_status}`
            : 'it has no dispatch',
      });
      assert(
        dispatch?.delivery_status === 'delivered',
        `The dispatch failed: ${dispatch?.external_delivery_status}`,
      );
    },
  },
];
