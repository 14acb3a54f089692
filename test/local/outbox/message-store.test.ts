import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMessageStore, type MessageStore } from '../../../local/outbox/message-store.ts';
import type { SentMessage } from '../../../local/outbox/sent-message.ts';

const SEGMENT = 10;

let store: MessageStore;
beforeEach(() => {
  store = createMessageStore(SEGMENT);
});
afterEach(() => store.stop());

const message = (n: number, more: Partial<SentMessage> = {}): SentMessage => ({
  id: `id-${n}`,
  channel: 'email',
  from: 'club@example.com',
  to: [`Member${n}@example.com`],
  subject: `Nr. ${n} – æøå`,
  text: 'text',
  html: `<p>${n}</p>`,
  headers: [],
  at: '2026-03-01T00:00:00.000Z',
  tags: {},
  ...more,
});

const numbers = (page: { messages: readonly { number: number }[] }) =>
  page.messages.map(({ number }) => number);

it('pages through messages, newest first, while more arrive', () => {
  for (let n = 1; n <= 25; n += 1) store.add(message(n));
  const first = store.page({ limit: 10 });
  expect([numbers(first), first.total, first.next]).toEqual([
    [25, 24, 23, 22, 21, 20, 19, 18, 17, 16],
    25,
    16,
  ]);
  store.add(message(26));
  const second = store.page({ limit: 10, before: first.next ?? 0 });
  expect(numbers(second)).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6]);
  const third = store.page({ limit: 10, before: second.next ?? 0 });
  expect([numbers(third), third.next]).toEqual([[5, 4, 3, 2, 1], null]);
});

it('finds by a part of the recipient and by channel', () => {
  for (let n = 1; n <= 12; n += 1) store.add(message(n));
  store.add(message(13, { channel: 'sms', to: ['+4790000013'] }));
  expect(numbers(store.page({ to: 'MEMBER1', limit: 50 }))).toEqual([12, 11, 10, 1]);
  expect(numbers(store.page({ to: '4790', limit: 50 }))).toEqual([13]);
  expect(numbers(store.page({ to: '+4790', limit: 50 }))).toEqual([13]);
  expect(store.page({ channel: 'sms', limit: 50 }).total).toBe(1);
});

it('reads whole messages back, and the newest to an address', async () => {
  for (let n = 1; n <= 12; n += 1) store.add(message(n));
  store.add(message(13, { to: ['Member3@example.com'] }));
  expect(await store.find(12)).toEqual(message(12));
  expect(await store.find(99)).toBeUndefined();
  expect(await store.newestTo('Member3@example.com', ['email'])).toMatchObject({ id: 'id-13' });
  expect(await store.newestTo('Member3@example.com', ['sms'])).toBeUndefined();
  const all = [];
  for await (const one of store.all()) all.push(one.id);
  expect(all).toEqual(Array.from({ length: 13 }, (_, n) => `id-${n + 1}`));
});

it('drops the oldest beyond its bound, and its files when it stops', async () => {
  const before = new Set(readdirSync(tmpdir()));
  const own = createMessageStore(SEGMENT);
  const [folder = ''] = readdirSync(tmpdir()).filter(
    (name) => !before.has(name) && name.startsWith('loyalty-outbox-'),
  );
  for (let n = 1; n <= 8 * SEGMENT + 1; n += 1) own.add(message(n));
  expect(own.page({ limit: 1 }).total).toBe(7 * SEGMENT + 1);
  expect(await own.find(SEGMENT)).toBeUndefined();
  expect(await own.find(SEGMENT + 1)).toMatchObject({ id: `id-${SEGMENT + 1}` });
  expect(readdirSync(`${tmpdir()}/${folder}`)).toHaveLength(8);
  await own.stop();
  expect(existsSync(`${tmpdir()}/${folder}`)).toBe(false);
});
