import { expect, it } from 'vitest';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { type RestoredConsent, restoredMember } from '#shared/domain/members/restored-member.ts';
import { plainMember } from '../../../support/plain-member.ts';

const ANSWERED = '2026-01-01T00:00:00.000Z';
const LATER = '2026-02-01T00:00:00.000Z';

const answer = { status: true, updated_at: ANSWERED, version: '1', evidence: 'Form A' };
const properties = { email: 'ann@example.com' };
const before: Member = {
  ...plainMember({ club: 'mall', id: 1, properties, now: ANSWERED }),
  consents: { news: answer },
};

const restored = (news: RestoredConsent) =>
  restoredMember(
    {
      id: 1,
      club: 'mall',
      properties,
      consents: { news: { status: true, ...news } },
      flags: {},
      state: { updated_at: LATER, consents: { news } },
      password: null,
      changed: changeOrigin('restore'),
      now: LATER,
      row: 'r',
    },
    before,
  ).consents;

it('keeps evidence and version of an answer, and gives those of an earlier one to no later one', () => {
  expect(restored({})).toEqual({ news: answer });
  expect(restored({ updated_at: ANSWERED })).toEqual({ news: answer });
  expect(restored({ updated_at: LATER })).toEqual({ news: { status: true, updated_at: LATER } });
});
