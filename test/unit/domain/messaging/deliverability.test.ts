import { describe, expect, it } from 'vitest';
import type { Member } from '#shared/domain/members/member.ts';
import { deliverabilityOf } from '#shared/domain/messaging/deliverability.ts';
import { isMarketing } from '#shared/domain/messaging/message-services.ts';
import {
  CHANNELS,
  type Channel,
  type ChannelStatus,
  SERVICES,
  UNDELIVERABLE_REASONS,
} from '#shared/vocabulary.ts';
import { plainMember } from '../../../support/plain-member.ts';

const ADDRESSES = { email: 'Ola@Blåbær.no', msisdn: '+4740485124' };

const memberWith = (rest: Partial<Member> = {}): Member => ({
  ...plainMember({
    id: 13,
    club: 'mall',
    properties: ADDRESSES,
    now: '2026-03-31T22:30:00.000Z',
  }),
  ...rest,
});

const withStatus = (channel: Channel, status: ChannelStatus) =>
  memberWith({ statuses: { ...memberWith().statuses, [channel]: status } });
const withConsent = (slug: string, status: boolean) =>
  memberWith({ consents: { [slug]: { status, updated_at: 'x' } } });

const reach = (member: Member | undefined, channel: Channel, marketing = false, fromAudience = true) =>
  deliverabilityOf(member, { channel, marketing, fromAudience });

describe('who is written to', () => {
  it.each(['enabled', 'verified'] as const)('is a member with an address whose channel is %s', (status) => {
    expect(reach(withStatus('sms', status), 'sms')).toEqual({ addresses: ['4740485124'] });
    expect(reach(withStatus('email', status), 'email')).toEqual({ addresses: ['Ola@xn--blbr-roah.no'] });
  });

  it.each<[Channel, ChannelStatus, string]>([
    ['sms', 'disabled', 'channel_disabled'],
    ['sms', 'unsubscribed', 'channel_disabled'],
    ['sms', 'barred', 'msisdn_barred'],
    ['sms', 'hard_bounced', 'msisdn_barred'],
    ['email', 'disabled', 'channel_disabled'],
    ['email', 'unsubscribed', 'email_unsubscribed'],
    ['email', 'hard_bounced', 'email_hard_bounced'],
    ['email', 'barred', 'channel_disabled'],
  ])('excludes a member whose %s status is %s: %s', (channel, status, reason) => {
    expect(reach(withStatus(channel, status), channel)).toEqual({ reason });
  });

  it('is reached by push on each of its devices', () => {
    const device = {
      platform: 'ios',
      installation: null,
      firebase_project: null,
      endpoint: null,
      session: null,
    } as const;
    const devices = ['a', 'b'].map((token) => ({ ...device, token, registered_at: 'x' }));
    expect(reach(memberWith({ devices }), 'push', true)).toEqual({ addresses: ['a', 'b'] });
    const refused = { ...withConsent('push_marketing', false), devices };
    expect(reach(refused, 'push', true)).toEqual({ reason: 'no_consent' });
    expect(reach(refused, 'push')).toHaveProperty('addresses');
    expect(reach({ ...withStatus('push', 'disabled'), devices }, 'push')).toEqual({
      reason: 'channel_disabled',
    });
  });

  it('excludes a missing member and one without an address', () => {
    const nowhere = memberWith({ properties: { first_name: 'Ola' } });
    expect(reach(undefined, 'sms')).toEqual({ reason: 'member_not_found' });
    expect(reach(nowhere, 'sms')).toEqual({ reason: 'msisdn_missing' });
    expect(reach(nowhere, 'email')).toEqual({ reason: 'email_missing' });
    expect(reach(nowhere, 'push')).toEqual({ reason: 'no_device' });
    // SES takes no such local part.
    const umlaut = memberWith({ properties: { email: 'jürgen@example.com' } });
    expect(reach(umlaut, 'email')).toEqual({ reason: 'email_not_ascii' });
  });

  it.each<[Channel, string]>([
    ['sms', 'sms_marketing'],
    ['email', 'email_marketing'],
  ])('on %s excludes members of an audience without %s, when the message is marketing', (channel, slug) => {
    const refused = { reason: 'no_consent' };
    expect(reach(memberWith(), channel, true)).toEqual(refused);
    expect(reach(withConsent(slug, false), channel, true)).toEqual(refused);
    expect(reach(withConsent('news', true), channel, true)).toEqual(refused);
    expect(reach(withConsent(slug, true), channel, true)).toHaveProperty('addresses');
    expect(reach(memberWith(), channel, false)).toHaveProperty('addresses');
  });

  it('is a member that the sending names, consent or not, but never against its status', () => {
    expect(reach(memberWith(), 'email', true, false)).toHaveProperty('addresses');
    const gone = withStatus('email', 'unsubscribed');
    expect(reach(gone, 'email', true, false)).toEqual({ reason: 'email_unsubscribed' });
  });

  it('gives one of the documented reasons for a refusal', () => {
    const statuses = ['disabled', 'unsubscribed', 'hard_bounced', 'barred'] as const;
    for (const channel of CHANNELS)
      for (const status of statuses) {
        const found = reach(withStatus(channel, status), channel);
        expect(UNDELIVERABLE_REASONS).toContain('reason' in found && found.reason);
      }
  });
});

describe('a marketing purpose', () => {
  it('is one of campaigns and tenants only', () => {
    expect(SERVICES.filter(isMarketing)).toEqual(['campaigns', 'tenants']);
    expect(isMarketing(null)).toBe(false);
  });
});
