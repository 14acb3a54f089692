import { assertEqual, CheckSkipped } from '../assert.ts';
import type { Check } from './check.ts';
import { CREATED, memberOf } from './members.ts';

const BODY = 'A message of the smoke test; it is never sent.';

/** A template of each channel. */
const CONTENTS = {
  sms: { type: 'plain', content: { body: BODY } },
  email: { type: 'email', content: { subject: 'Smoke test', body: `<p>${BODY}</p>` } },
} as const;

/** A message whose sending stays a draft: nothing is sent. */
export const MESSAGE_CHECKS: readonly Check[] = [
  {
    name: 'a message and the draft of a sending are created and read',
    needs: CREATED,
    async run(context) {
      const { client, signal, names } = context;
      const { channels } = (await client.messages.settings({ signal })).settings;
      const type = (['sms', 'email'] as const).find((channel) => channels[channel] !== null);
      if (!type) throw new CheckSkipped('the club has neither SMS nor e-mail configured');
      const template = { type: 'inline', definition: CONTENTS[type] } as const;
      const payload = { message: { name: names.message, channels: [{ type, template }] } };
      const { message } = await client.messages.create(payload, { signal });
      const { sending } = await client.sendings.create(
        { id: message.id },
        { sending: { draft: true, recipients: [{ member_id: memberOf(context).id }] } },
        { signal },
      );
      const read = await client.sendings.get({ id: sending.id }, { signal });
      assertEqual('The status', read.sending.status, 'draft');
      const { dispatches } = await client.dispatches.list({ id: sending.id }, { signal });
      assertEqual('The dispatches', dispatches, []);
    },
  },
];
