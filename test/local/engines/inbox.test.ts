import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Inbox, startInbox } from '../../../local/engines/inbox.ts';

let inbox: Inbox;

beforeEach(async () => {
  inbox = await startInbox();
});

afterEach(async () => {
  await inbox.clear();
  await inbox.stop();
});

const send = (body: object) =>
  fetch(`${inbox.url}/v2/email/outbound-emails`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'AWS4-HMAC-SHA256 local' },
    body: JSON.stringify(body),
  });

test('a mail sent through SES v2 is listed with everything the outbox shows', async () => {
  const response = await send({
    FromEmailAddress: 'Club <club@example.com>',
    Destination: { ToAddresses: ['zoe@example.com'] },
    ReplyToAddresses: ['help@example.com'],
    Content: {
      Simple: {
        Subject: { Data: 'Velkommen' },
        Body: { Text: { Data: 'Hej' }, Html: { Data: '<p>Hej</p>' } },
        Headers: [{ Name: 'List-Unsubscribe', Value: '<https://example.com/u>' }],
      },
    },
  });
  const { MessageId } = (await response.json()) as { MessageId: string };
  expect(await inbox.list()).toEqual([
    {
      message_id: MessageId,
      from: 'Club <club@example.com>',
      to: ['zoe@example.com'],
      cc: [],
      bcc: [],
      reply_to: ['help@example.com'],
      subject: 'Velkommen',
      text: 'Hej',
      html: '<p>Hej</p>',
      headers: [{ name: 'List-Unsubscribe', value: '<https://example.com/u>' }],
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  ]);
});

test('the web inbox is at the root, on loopback', async () => {
  expect(inbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(inbox.url)).status).toBe(200);
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
