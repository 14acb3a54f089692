import { expect, it } from 'vitest';
import {
  deviceDispatchKey,
  memberDispatchKey,
  nonMemberDispatchKey,
} from '#shared/data/messaging/dispatch-keys.ts';
import { dispatchRefFrom, dispatchRefText } from '#shared/domain/messaging/dispatch-ref.ts';

const places = [
  memberDispatchKey(13),
  memberDispatchKey(Number.MAX_SAFE_INTEGER),
  deviceDispatchKey(13, 'a token \ud800'),
  nonMemberDispatchKey('email', 'kari@example.com'),
];

it.each(places)('names a dispatch in one word that mail tags take: %o', (place) => {
  const ref = { club: 'mall', sending: 3958, ...place };
  const text = dispatchRefText(ref);
  expect(text).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
  expect(dispatchRefFrom('mall', text)).toEqual(ref);
});

it('knows what is no name of a dispatch', () => {
  for (const text of ['', '1-2', '1-2-X0000000000000001', '1-2-M1', 'a-1-M0000000000000001'])
    expect(dispatchRefFrom('mall', text)).toBeUndefined();
});

it('gives the addresses of two channels different recipients', () => {
  expect(nonMemberDispatchKey('sms', '1').recipientKey).not.toBe(
    nonMemberDispatchKey('push', '1').recipientKey,
  );
});
