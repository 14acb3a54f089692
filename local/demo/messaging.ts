import { messageWrites } from '#shared/data/messaging/messages.ts';
import { sendingWrites } from '#shared/data/messaging/sendings.ts';
import { templateWrites } from '#shared/data/messaging/templates.ts';
import { allocateIds } from '#shared/data/table/counters.ts';
import type { Db } from '#shared/data/table/db.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { withTally } from '#shared/domain/messaging/message.ts';
import { newChannels, newMessage } from '#shared/domain/messaging/message-draft.ts';
import { newSending } from '#shared/domain/messaging/sending.ts';
import { RECIPIENT_ID } from './members.ts';

/** What the documented request of `POST v1/messages/bulks` names. */
const MESSAGE = 80;
const SENDING = 3958;

const DEFINITION = { type: 'plain', content: { body: 'Hi {{member.first_name}}!' } };
const PAYLOAD = {
  name: 'Documented message',
  channels: [{ type: 'sms', template: { type: 'inline', definition: DEFINITION } }],
};

const NAMED = { member_id: RECIPIENT_ID, msisdn: null, email: null, app_token: null, properties: {} };

/**
 * The message and the draft of a sending to a member that the documented examples are about. Their ids are taken from
 * the club's counters, so nothing else ever gets them.
 */
export const seedMessaging = async (db: Db, club: Club, now: Date): Promise<void> => {
  const { slug } = club;
  await allocateIds(db, slug, 'messaging', SENDING);
  let next = MESSAGE;
  const nextId = (): number => ++next;
  const bare = newMessage(MESSAGE, PAYLOAD, now);
  const sources = { club, findTemplate: () => undefined, nextId, now };
  const { channels, templates } = newChannels(bare, PAYLOAD.channels, sources);
  const plan = { draft: false, priority: null, schedule: null, audience_id: null, recipients: [NAMED] };
  const sending = newSending({ id: SENDING, message_id: MESSAGE }, plan, now);
  const message = withTally({ ...bare, channels }, sending);
  await transact(db, [
    ...messageWrites(db, slug, { seen: undefined, after: message }),
    ...templates.flatMap((after) => templateWrites(db, slug, { seen: undefined, after })),
    ...sendingWrites(db, slug, { seen: undefined, after: sending }),
  ]);
};
