import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { memberItem, tombstoneItem } from '#shared/data/members/member-item.ts';
import { memberTransition } from '#shared/data/members/member-transition.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { changedMember, type Member } from '#shared/domain/members/member.ts';
import { memberChanges } from '#shared/domain/members/member-changes.ts';
import { plainMember, removal } from '../../../support/plain-member.ts';

const CREATED = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-02T00:00:00.000Z';

const before = plainMember({
  club: 'mall',
  id: 1,
  properties: { email: 'ann@example.com', name: 'Ann', odd: { '': [1, '\ud800'] }, tags: ['a'] },
  consents: { terms: { status: true } },
  optin_channel: 'web',
  now: CREATED,
});

/** As the stream has it. */
const image = (item: object) => unmarshall(marshall(item, { removeUndefinedValues: true }));

const transition = (was: object | undefined, is: object | undefined) => {
  const found = memberTransition({ before: was && image(was), after: is && image(is) });
  if (!found) throw new Error('No transition');
  return { changes: memberChanges(found), found };
};

const changeTo = (after: Member) => transition(memberItem(before), memberItem(after)).changes;

const changed = (change: Partial<Parameters<typeof changedMember>[1]>) =>
  changedMember(before, { flags: {}, changed: changeOrigin('api'), ...change }, LATER);

describe('the changes of a member', () => {
  it('are everything that a created one has', () => {
    expect(transition(undefined, memberItem(before))).toMatchObject({
      changes: {
        email: { is: 'ann@example.com' },
        'properties.name': { is: 'Ann' },
        'properties.odd': { is: { '': [1, '\ud800'] } },
        'properties.tags': { is: ['a'] },
        sms_status: { is: before.statuses.sms },
        email_status: { is: before.statuses.email },
        push_status: { is: before.statuses.push },
        optin_channel: { is: 'web' },
        'consents.terms': { is: { status: true, updated_at: CREATED } },
      },
    });
  });

  it('are exactly what differs, with what was and is', () => {
    const properties = {
      ...before.properties,
      email: 'b@example.com',
      name: null,
      tags: undefined,
      msisdn: '4790000001',
    };
    const { tags: _, ...kept } = properties;
    const after = changed({
      properties: kept,
      flags: { sms_enabled: false },
      consents: { terms: { status: false }, offers: { status: true } },
    });
    expect(changeTo(after)).toEqual({
      email: { was: 'ann@example.com', is: 'b@example.com' },
      msisdn: { is: '4790000001' },
      'properties.name': { was: 'Ann', is: null },
      'properties.tags': { was: ['a'] },
      sms_status: { was: before.statuses.sms, is: after.statuses.sms },
      'consents.terms': {
        was: { status: true, updated_at: CREATED },
        is: { status: false, updated_at: LATER },
      },
      'consents.offers': { is: { status: true, updated_at: LATER } },
    });
  });

  it('are none for what callers do not see, and for the order of keys', () => {
    expect(changeTo(changed({ password: 'stored' }))).toEqual({});
    expect(changeTo({ ...before, session_epoch: 1, version: 2 })).toEqual({});
    const { email, ...others } = before.properties;
    expect(changeTo({ ...before, properties: { ...others, email }, version: 2 })).toEqual({});
  });

  it('are none of a destroyed one, whose tombstone says where the removal came from', () => {
    const { found, ...rest } = transition(memberItem(before), tombstoneItem(before, removal(LATER)));
    expect(rest).toEqual({ changes: {} });
    expect(found).toMatchObject({ type: 'destroyed', deleted_at: LATER, changed: changeOrigin('operator') });
  });

  it('are unknown of other items, and of a tombstone that expires', () => {
    const tombstone = image(tombstoneItem(before, removal(LATER)));
    expect(memberTransition({ before: tombstone, after: undefined })).toBeUndefined();
    expect(memberTransition({ before: undefined, after: { kind: 'session' } })).toBeUndefined();
  });
});
