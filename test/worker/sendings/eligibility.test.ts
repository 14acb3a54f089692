import { beforeEach, expect, it } from 'vitest';
import { createMember } from '#shared/data/members/members.ts';
import {
  deviceDispatchKey,
  memberDispatchKey,
  nonMemberDispatchKey,
} from '#shared/data/messaging/dispatch-keys.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { checkEligibility } from '#shared/messaging/execution/check-eligibility.ts';
import type { Channel } from '#shared/vocabulary.ts';
import { plainMember } from '../../support/plain-member.ts';
import { createWorld, type World } from '../../support/world.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const NUMBER = '4740000001';
const NOBODY = { member_id: null, msisdn: null, email: null, app_token: null, properties: {} };

let world: World;
let member: Member;
beforeEach(async () => {
  world = await createWorld();
  member = {
    ...plainMember({ id: 1, club: world.club.slug, properties: { msisdn: NUMBER }, now: NOW }),
    devices: ['first', 'second'].map((token) => ({
      token,
      registered_at: NOW,
    })) as unknown as Member['devices'],
  };
  await createMember(world.db, member);
});

const check = async (channel: Channel, dispatch: object, recipients: object[] = []) => {
  const snapshot = { channel: { type: channel }, marketing: false } as never;
  const one = { type: channel, member_id: null, recipient_place: null, ...dispatch } as never;
  const club = world.club.slug;
  const all = recipients.map((recipient) => ({ ...NOBODY, ...recipient }));
  const [found] = await checkEligibility(world.db, { club, snapshot }, [one], all as never);
  if (!found) throw new Error('No dispatch');
  return 'reason' in found
    ? found.reason
    : [found.target.address, found.target.member?.id, found.target.subscriber?.id, found.addressOwner?.id];
};

it('a member is written to at its present address', async () => {
  expect(await check('sms', { ...memberDispatchKey(1), member_id: 1 })).toEqual([NUMBER, 1, 1, 1]);
  expect(await check('sms', { ...memberDispatchKey(2), member_id: 2 })).toBe('member_not_found');
  expect(await check('email', { ...memberDispatchKey(1), member_id: 1 })).toBe('email_missing');
});

it('a member is written to on the device of the dispatch, while it has it', async () => {
  const to = (token: string) => check('push', { ...deviceDispatchKey(1, token), member_id: 1 });
  expect(await to('second')).toEqual(['second', 1, 1, 1]);
  expect(await to('gone')).toBe('no_device');
});

it('an address that no member has is written to as the sending names it', async () => {
  const place = { recipient_place: 0 };
  const other = '4740000002';
  const key = nonMemberDispatchKey('sms', other);
  expect(await check('sms', { ...key, ...place }, [{ msisdn: other }])).toEqual([
    other,
    undefined,
    undefined,
    undefined,
  ]);
  expect(await check('sms', { ...key, ...place })).toBe('member_not_found');
  const device = nonMemberDispatchKey('push', 'token');
  expect(await check('push', { ...device, ...place }, [{ app_token: 'token' }])).toEqual([
    'token',
    undefined,
    undefined,
    undefined,
  ]);
});

it('an address that a member had is written to without it, and one that it has is the subscriber’s', async () => {
  const place = { ...memberDispatchKey(1), recipient_place: 0 };
  expect(await check('sms', place, [{ msisdn: NUMBER }])).toEqual([NUMBER, undefined, 1, 1]);
  expect(await check('sms', place, [{ msisdn: '4740000003' }])).toEqual([
    '4740000003',
    undefined,
    undefined,
    1,
  ]);
});
