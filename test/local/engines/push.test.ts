import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pushSender } from '#shared/delivery/push.ts';
import type { Push } from '#shared/delivery/send-outcome.ts';
import { type SnsServer, startSns } from '../../../local/engines/sns.ts';

const APPLICATION = 'arn:aws:sns:eu-west-1:123456789012:app/GCM/mall';
const UNKNOWN = 'arn:aws:sns:eu-west-1:123456789012:endpoint/GCM/mall/gone';

const push = (endpoint: string | null = null, application = APPLICATION): Push => ({
  to: { application, token: 'token', endpoint },
  deviceOwner: null,
  title: null,
  body: 'Sale',
  uri: null,
  image_url: null,
});

let sns: SnsServer;
let notes: string[];
let deliver: (message: Push) => Promise<{ state: string }>;

beforeEach(async () => {
  sns = await startSns();
  notes = [];
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = new SNSClient({ region: 'eu-west-1', endpoint: sns.url, maxAttempts: 1, credentials });
  deliver = pushSender(client, {
    save: async (_, endpoint) => void notes.push(endpoint),
    remove: async ({ to }) => void notes.push(`dead ${to.token}`),
  });
});
afterEach(() => sns.stop());

it('a device gets its endpoint with the first message, and keeps it', async () => {
  expect((await deliver(push())).state).toBe('sent');
  const [endpoint = ''] = notes;
  expect((await deliver(push(endpoint))).state).toBe('sent');
  expect(notes).toEqual([endpoint]);
  const sent = sns.list().map(({ token, target_arn }) => [token, target_arn]);
  expect(sent).toEqual([
    ['token', endpoint],
    ['token', endpoint],
  ]);
});

it('a device whose endpoint is of another application, or gone, gets a new one', async () => {
  await deliver(push());
  const [old = ''] = notes;
  expect((await deliver(push(old, `${APPLICATION}-2`))).state).toBe('sent');
  expect(notes.at(-1)).toContain('endpoint/GCM/mall-2/');
  expect((await deliver(push(UNKNOWN))).state).toBe('sent');
  expect(notes.at(-1)).toBe(old);
});

it('a device that is dead is told of; back again, it is enabled', async () => {
  await deliver(push());
  const [endpoint = ''] = notes;
  sns.disable(endpoint);
  expect((await deliver(push(endpoint))).state).toBe('failed');
  expect(notes.at(-1)).toBe('dead token');
  expect((await deliver(push())).state).toBe('sent');
});
