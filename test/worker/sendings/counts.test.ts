import { beforeAll, describe, expect, it } from 'vitest';
import { addMembers, modelWorld } from '../../../bench/model.ts';
import { BYTES, COUNTS, type Count } from '../../../bench/scale/counts.ts';
import { counted } from '../../support/counted.ts';
import { itemBytes } from '../../support/item-bytes.ts';
import { createMessage, inline, SENDING_CLUB, smsChannel } from '../../support/messaging.ts';
import { EVERYBODY, IMMEDIATE, workAll } from '../../support/sendings.ts';
import { stopClock } from '../../support/world.ts';

// A second that ends costs a call more: the send quota is a second's.
stopClock();

/** A full step for each of the sixteen partitions. */
const MEMBERS = 16 * 24;
/** What is stored for each recipient, and stays. */
const KINDS = ['sending-dispatch', 'dispatch-content', 'member-message'];

const MAIL = {
  type: 'email',
  template: inline({ type: 'plain', content: { subject: 'News', body: 'Hi {{first_name}}!' } }),
};

/** On the model of the table, which a test compares with DynamoDB Local. */
describe.each([
  ['mail', MAIL],
  ['SMS', smsChannel()],
] as const)('a %s of a sending', (name, channel) => {
  let count: Count;
  let stored: readonly Readonly<Record<string, unknown>>[];
  beforeAll(async () => {
    const { world, db, items } = await modelWorld({ ...SENDING_CLUB, slug: 'infinity-mall' });
    let sent = 0;
    world.outbox.answer = () => {
      sent += 1;
      return { state: 'sent', providerId: `provider-${sent}` };
    };
    await addMembers(world, MEMBERS);
    await createMessage(world, {
      channels: [channel],
      sending: { schedule: IMMEDIATE, audience: EVERYBODY },
    });
    count = await counted(db, () => workAll(world), MEMBERS);
    stored = items().filter(({ kind }) => KINDS.includes(String(kind)));
    expect(sent).toBe(MEMBERS);
  });

  it('takes what the table of counts says', () => {
    expect(count).toEqual(COUNTS[`${name} of a sending`]);
  });

  it('keeps no more bytes than the table of bytes says', () => {
    const bytes = stored.reduce((sum, item) => sum + itemBytes(item), 0) / MEMBERS;
    expect(stored.length / MEMBERS).toBeLessThanOrEqual(BYTES.messageItems);
    expect(bytes).toBeLessThanOrEqual(BYTES.message);
  });
});
