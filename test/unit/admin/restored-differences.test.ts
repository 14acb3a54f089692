import { expect, it } from 'vitest';
import { restoredDifferences } from '#shared/admin/restored-differences.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { plainMember } from '../../support/plain-member.ts';

const club = { member_schema: { default_language: 'no' }, products: {}, timezone: 'UTC' } as unknown as Club;
const now = '2026-01-01T00:00:00.000Z';
const properties = { email: 'ann@example.com', language: 'no' };
const consents = { news: { status: true, evidence: 'Form A' } };
const member = plainMember({ club: 'mall', id: 1, properties, consents, now });

const differences = (news: object) =>
  restoredDifferences({ properties, consents: { news: { status: true, ...news } } }, member, club);

it('compares evidence of consents where the export has it', () => {
  expect(differences({ evidence: 'Form A' })).toEqual([]);
  expect(differences({})).toEqual([]);
  expect(differences({ evidence: 'Form B' })).toEqual([
    { field: 'consents.news.evidence', kind: 'differs', expected: 'Form B', found: 'Form A' },
  ]);
});
