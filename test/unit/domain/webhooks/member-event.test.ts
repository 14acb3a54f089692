import { describe, expect, it } from 'vitest';
import type { Member } from '#shared/domain/members/member.ts';
import type { MemberTransition } from '#shared/domain/members/member-changes.ts';
import { deliveryBody } from '#shared/domain/webhooks/delivery-body.ts';
import { memberEvent, strippedEvent } from '#shared/domain/webhooks/member-event.ts';
import { plainMember } from '../../../support/plain-member.ts';

const AT = new Date('2025-01-22T10:00:00.000Z');
const CREATED = '2025-01-22T09:58:02.412Z';
const CHANGED = '2025-01-22T10:00:00.000Z';

const club = {
  id: 1,
  slug: 'infinity-mall',
  timezone: 'Europe/Oslo',
  products: { default: {}, kiosk: { properties: ['first_name'] } },
  member_schema: {
    identifiers: [],
    properties: {
      first_name: { type: 'string' },
      last_name: { type: 'string' },
      visits: { type: 'integer' },
      email: { type: 'string' },
      msisdn: { type: 'string' },
    },
  },
} as unknown as Parameters<typeof memberEvent>[1];

const subscription = {
  product: 'default',
  is_sent_on_import: true,
  is_sent_on_update: true,
  is_sent_on_delete: true,
  is_person_id_sent: false,
  excluded_sources: {},
};

const origin = (product: string | null): Member['changed'] => ({
  source: 'api',
  client: 3,
  product,
  subproduct: null,
  request_id: 'r1',
});

const before: Member = {
  ...plainMember({ id: 42, club: 'infinity-mall', properties: {}, now: CREATED }),
  properties: { first_name: 'Ola', email: 'ola@example.com', msisdn: '4740769126', visits: 3 },
  consents: { rules: { status: true, updated_at: CREATED } },
  statuses: { sms: 'on', email: 'on', push: 'off' } as unknown as Member['statuses'],
  optin_channel: 'default',
  optin_subchannel: null,
  created_at: CREATED,
  updated_at: CREATED,
  changed: origin('default'),
  person_id: 'p-7',
  version: 1,
};

const { visits: _, ...kept } = before.properties;
const member: Member = {
  ...before,
  properties: { ...kept, first_name: 'Kari', last_name: 'Nordmann', email: 'kari@example.com' },
  consents: { rules: { status: false, updated_at: CHANGED } },
  updated_at: CHANGED,
  changed: origin('web'),
  version: 2,
};

const created: MemberTransition = { type: 'created', member: before };
const changed: MemberTransition = { type: 'changed', before, member };
const destroyed: MemberTransition = {
  type: 'destroyed',
  before,
  opt_out: [],
  deleted_at: CHANGED,
  changed: origin('web'),
};

const bodyOf = (version: 1 | 2, transition: MemberTransition, settings = {}) => {
  const event = memberEvent({ ...subscription, ...settings }, club, transition, AT);
  return event && JSON.parse(deliveryBody(version, [{ id: '7-42-100', event }]));
};

const STATE = { sms_status: 'on', email_status: 'on', push_status: 'off' };
const TIMES = { created_at: '2025-01-22T10:58:02.412+01:00', updated_at: '2025-01-22T11:00:00.000+01:00' };

describe('an event of version 2', () => {
  it('has the member as it is, and what has changed', () => {
    expect(bodyOf(2, changed)).toEqual({
      version: 2,
      events: [
        {
          event: { id: '7-42-100', type: 'update', date: CHANGED },
          loyalty_club: { id: 1, slug: 'infinity-mall' },
          member: {
            id: 42,
            msisdn: '4740769126',
            email: 'kari@example.com',
            properties: { first_name: 'Kari', last_name: 'Nordmann' },
            consents: { rules: { updated_at: CHANGED, value: false } },
            ...STATE,
            optin_channel: 'default',
            optin_subchannel: null,
            ...TIMES,
          },
          member_changes: {
            'properties.first_name': { change: '~', was: 'Ola', is: 'Kari' },
            email: { change: '~', was: 'ola@example.com', is: 'kari@example.com' },
            'properties.visits': { change: '-', was: 3, is: null },
            'properties.last_name': { change: '+', was: null, is: 'Nordmann' },
            'consents.rules': {
              change: '~',
              was: { updated_at: CREATED, value: true },
              is: { updated_at: CHANGED, value: false },
            },
          },
        },
      ],
    });
  });

  it('names everything of a new member as added', () => {
    const [{ event, member_changes }] = bodyOf(2, created).events;
    expect(event.type).toBe('import');
    expect(member_changes).toMatchObject({
      msisdn: { change: '+', was: null, is: '4740769126' },
      sms_status: { change: '+', was: null, is: 'on' },
    });
  });

  it('has only the ids of a removed member', () => {
    const expected = (member: object) => ({
      version: 2,
      events: [
        {
          event: { id: '7-42-100', type: 'delete', date: CHANGED },
          loyalty_club: { id: 1, slug: 'infinity-mall' },
          member,
          member_changes: {},
        },
      ],
    });
    expect(bodyOf(2, destroyed)).toEqual(expected({ id: 42 }));
    expect(bodyOf(2, destroyed, { is_person_id_sent: true })).toEqual(expected({ id: 42, person_id: 'p-7' }));
  });

  it('shows and compares what the product sees that subscribed', () => {
    const [{ member: shown, member_changes }] = bodyOf(2, changed, { product: 'kiosk' }).events;
    expect(shown.properties).toEqual({ first_name: 'Kari' });
    expect(Object.keys(member_changes)).toEqual(['properties.first_name', 'email', 'consents.rules']);
    const visitsOnly = { ...before, properties: { ...before.properties, visits: 4 }, version: 2 };
    expect(bodyOf(2, { type: 'changed', before, member: visitsOnly }, { product: 'kiosk' })).toBeUndefined();
  });

  it('loses all of a member that was removed meanwhile', () => {
    const event = memberEvent({ ...subscription, is_person_id_sent: true }, club, changed, AT)!;
    expect(strippedEvent(event)).toEqual({
      event: event.event,
      loyalty_club: event.loyalty_club,
      member: { id: 42, person_id: 'p-7' },
      member_changes: {},
    });
  });

  it.each([
    ['import', created, 'default'],
    ['update', changed, 'web'],
    ['delete', destroyed, 'web'],
  ] as const)(
    'of type %s is sent unless it is switched off or its product is excluded',
    (type, transition, product) => {
      const isSent = (settings: object) => bodyOf(2, transition, settings) !== undefined;
      expect(isSent({})).toBe(true);
      expect(isSent({ [`is_sent_on_${type}`]: false })).toBe(false);
      expect(isSent({ excluded_sources: { [type]: [product] } })).toBe(false);
      expect(isSent({ excluded_sources: { [type]: ['another'] } })).toBe(true);
    },
  );

  it('is not sent where nothing has changed that callers see', () => {
    const devices = { ...before, devices: [{} as never], version: 2 };
    expect(bodyOf(2, { type: 'changed', before, member: devices })).toBeUndefined();
  });
});

describe('an event of version 1', () => {
  it('has the member, its properties with their types', () => {
    expect(bodyOf(1, changed, { is_person_id_sent: true })).toEqual({
      version: 1,
      bulk: [
        {
          event_id: '7-42-100',
          event_type: 'update',
          customer_id: 1,
          customer_name: 'infinity-mall',
          external_id: 42,
          person_id: 'p-7',
          properties: {
            email: { type: 'string', value: 'kari@example.com' },
            msisdn: { type: 'string', value: '4740769126' },
            first_name: { type: 'string', value: 'Kari' },
            last_name: { type: 'string', value: 'Nordmann' },
          },
          consents: { rules: { value: false } },
          created_at: TIMES.created_at,
          optin_date: TIMES.created_at,
        },
      ],
    });
  });

  it('has only identifiers of a removed member', () => {
    expect(bodyOf(1, destroyed).bulk).toEqual([
      {
        event_id: '7-42-100',
        event_type: 'delete',
        customer_id: 1,
        customer_name: 'infinity-mall',
        external_id: 42,
      },
    ]);
  });
});
