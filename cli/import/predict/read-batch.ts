import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import type { SentRow } from '../batches.ts';
import type { ClubReads, ReadMember } from './club-reads.ts';
import { decidingValues, IDENTIFIERS, type KnownMembers } from './known-members.ts';
import { payloadOf, type ValidationRules } from './member-rules.ts';
import { idIn } from './predict-row.ts';

const unknownValues = (
  rows: readonly SentRow[],
  identifier: Identifier,
  known: KnownMembers,
  { schema }: ValidationRules,
): string[] => {
  const values = rows.flatMap(({ member }) => decidingValues(member.properties, identifier, schema.country));
  return [...new Set(values)].filter((value) => known.named(identifier, value) === undefined);
};

/** A member that a row before has changed is known as it is by then. */
const note = (found: readonly ReadMember[], known: KnownMembers): void => {
  for (const { id, properties } of found) if (!known.has(id)) known.add({ id, properties });
};

/**
 * Reads the members that rows name, or whose identifiers they take.
 * @returns false when the token may not read members
 */
export const readMembersOf = async (
  rows: readonly SentRow[],
  known: KnownMembers,
  rules: ValidationRules,
  reads: ClubReads,
): Promise<boolean> => {
  if (rules.updateBy === 'id') {
    const ids = rows.flatMap((row) => idIn(payloadOf(row, rules)) ?? []).filter((id) => !known.has(id));
    const found = await reads.members({ ids: [...new Set(ids)] });
    if (!found) return false;
    note(found, known);
  }
  for (const identifier of IDENTIFIERS) {
    const found = await reads.members({ identifier, values: unknownValues(rows, identifier, known, rules) });
    if (!found) return false;
    note(found, known);
  }
  return true;
};
