import {
  changedSince,
  type DifferenceKind,
  type FieldDifference,
  restoredDifferences,
} from '#shared/admin/restored-differences.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { Member } from '#shared/domain/members/member.ts';
import type { Batch, SentRow } from '../import/batches.ts';
import type { RowError } from '../import/errors-file.ts';

/** `changed_later`: the member changed here after its row, and may differ; `not_compared`: the row cannot be read. */
export type FoundKind = DifferenceKind | 'changed_later' | 'not_compared';

interface Found {
  readonly field: string;
  readonly kind: FoundKind;
  readonly error: RowError;
}

export interface ComparedBatch {
  readonly differences: readonly Found[];
  /** Members that changed here after their row. */
  readonly changedLater: number;
}

/** The field of a member that is not there. */
const WHOLE_MEMBER = '(member)';
const UNREADABLE = '(row)';

const REASONS: Readonly<Record<FoundKind, string>> = {
  missing: 'The file has it, and this system does not',
  extra: 'This system has it, and the file does not',
  differs: 'The file and this system have different values',
  changed_later: 'The member has changed here since',
  not_compared: 'The row cannot be compared',
};

const foundOf = (
  { line, member }: SentRow,
  kind: FoundKind,
  { field, expected, found }: Omit<FieldDifference, 'kind'>,
): Found => ({
  field,
  kind,
  error: {
    line,
    member: String(member['id']),
    property: field,
    error: kind,
    details: JSON.stringify({ expected, found }),
    reason: REASONS[kind],
  },
});

const compareRow = (row: SentRow, member: Member | undefined, club: Club): ComparedBatch => {
  if (!member) {
    const missing = foundOf(row, 'missing', { field: WHOLE_MEMBER, expected: row.member['id'], found: null });
    return { differences: [missing], changedLater: 0 };
  }
  const isLater = changedSince(row.member, member);
  const differences = restoredDifferences(row.member, member, club).map((difference) =>
    foundOf(row, isLater ? 'changed_later' : difference.kind, difference),
  );
  return { differences, changedLater: isLater ? 1 : 0 };
};

/** Compares the rows of a batch with their members. */
export const compareBatch = (
  { rows, bad }: Pick<Batch, 'rows' | 'bad'>,
  members: readonly Member[],
  club: Club,
): ComparedBatch => {
  const byId = new Map(members.map((member) => [member.id, member]));
  const compared = rows.map((row) => compareRow(row, byId.get(Number(row.member['id'])), club));
  const unreadable = bad.map(
    (error): Found => ({
      field: UNREADABLE,
      kind: 'not_compared',
      error: { ...error, error: 'not_compared' },
    }),
  );
  return {
    differences: [...compared.flatMap(({ differences }) => differences), ...unreadable].sort(
      (one, other) => one.error.line - other.error.line,
    ),
    changedLater: compared.reduce((sum, { changedLater }) => sum + changedLater, 0),
  };
};
