import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Inbox, startInbox } from '../../../local/engines/inbox.ts';

let inbox: Inbox;

beforeEach(async () => {
  inbox = await startInbox();
});

afterEach(async () => {
  await inbox.stop();
});

const send = async (to: string): Promise<string> => {
  const reply = await fetch(`${inbox.url}/v2/email/outbound-emails`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'AWS4-HMAC-SHA256 local' },
    body: JSON.stringify({
      FromEmailAddress: 'Club <club@example.com>',
      Destination: { ToAddresses: [to] },
      ReplyToAddresses: ['help@example.com'],
      Content: {
        Simple: {
          Subject: { Data: 'Velkommen' },
          Body: { Text: { Data: 'Hej' }, Html: { Data: '<p>Hej</p>' } },
          Headers: [{ Name: 'List-Unsubscribe', Value: '<https://example.com/u>' }],
        },
      },
    }),
  });
  return ((await reply.json()) as { MessageId: string }).MessageId;
};

test('a mail sent through SES v2 is taken over once, with everything the outbox shows', async () => {
  const [other, id] = [await send('ann@example.com'), await send('zoe@example.com')];
  expect(inbox.take(id)).toEqual({
    message_id: id,
    from: 'Club <club@example.com>',
    to: ['zoe@example.com'],
    cc: [],
    bcc: [],
    reply_to: ['help@example.com'],
    subject: 'Velkommen',
    text: 'Hej',
    html: '<p>Hej</p>',
    headers: [{ name: 'List-Unsubscribe', value: '<https://example.com/u>' }],
  });
  expect(inbox.take(id)).toBeUndefined();
  expect(inbox.take(other)?.to).toEqual(['ann@example.com']);
});

test('the package keeps no mail that was taken', async () => {
  inbox.take(await send('zoe@example.com'));
  expect(await (await fetch(`${inbox.url}/store`)).json()).toMatchObject({ emails: [] });
});

test('a taken port is said in one line', async () => {
  await expect(startInbox({ port: inbox.port, portVariable: 'INBOX_PORT' })).rejects.toThrow(
    `Port ${inbox.port} on 127.0.0.1 is taken: stop what listens there, or choose another with INBOX_PORT.`,
  );
});

test('nothing answers after a stop', async () => {
  const other = await startInbox();
  await other.stop();
  await expect(fetch(other.url)).rejects.toThrow();
});
