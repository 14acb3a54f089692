import { newPassword } from '#shared/crypto/new-password.ts';
import type { Member } from '#shared/domain/members/member.ts';
import type { MemberError, MemberErrors } from '#shared/domain/members/member-errors.ts';
import { restoredMember } from '#shared/domain/members/restored-member.ts';
import { validateRestored } from '#shared/domain/members/restored-validation.ts';
import { checkTimeToHash, type Row, type RowContext } from './row.ts';

export type RowToRestore = Row & Required<Pick<Row, 'restored'>>;

const allErrors = (one: MemberErrors, other: MemberErrors): MemberErrors => {
  const consents = [...(one['consents'] ?? []), ...(other['consents'] ?? [])] as MemberError[];
  return { ...one, ...other, ...(consents.length > 0 && { consents }) };
};

/**
 * The member of a row as another system had it (contract §4.6). Nothing is written.
 * @param before the member that has the id already; the very same object is returned when nothing is to be written
 */
export const restoreRow = async (
  context: RowContext,
  { id, name, payload, restored: { state, errors } }: RowToRestore,
  before?: Member,
): Promise<{ readonly member: Member } | { readonly errors: MemberErrors }> => {
  const { rules, club, passwords, changed, now } = context;
  const validation = validateRestored(rules, payload, before);
  const all = allErrors(errors, validation.errors);
  if (Object.keys(all).length > 0) return { errors: all };
  checkTimeToHash(context, payload);
  const password = (await newPassword(passwords, payload, before?.password ?? null)) ?? null;
  const { properties } = validation;
  const { consents } = payload;
  const restoring = {
    id,
    club,
    properties,
    consents,
    flags: payload,
    state,
    password,
    changed,
    now: now(),
    row: name,
  };
  return { member: restoredMember(restoring, before) };
};
