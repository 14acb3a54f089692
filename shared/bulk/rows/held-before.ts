import { identifierName } from '#shared/data/members/claims.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import { formsBeforeCountry } from '#shared/domain/members/phone-number.ts';
import type { Row, RowContext } from './row.ts';
import { heldAmong } from './row-table.ts';

/** A member with a number that is new to it. */
interface NewNumber {
  readonly row: Row;
  readonly after: Member;
}

/** Rows whose number another member has from before the club had a country, in another form (contract §1.6). */
export const heldBefore = async (
  { table, rules }: RowContext,
  wanted: readonly NewNumber[],
): Promise<Set<Row>> => {
  const forms = wanted.flatMap(({ row, after }) => {
    const { msisdn } = identifiersOf(after.properties);
    if (msisdn === undefined) return [];
    const typed = String(row.payload.properties['msisdn']);
    return formsBeforeCountry(typed, msisdn, rules.country).map((value) => ({
      row,
      own: after.id,
      form: { identifier: 'msisdn' as const, value },
    }));
  });
  const claims = await table.claims(forms.map(({ form }) => form));
  const held = await heldAmong(table, [...claims.values()]);
  const owners = new Map(held.map((claim) => [identifierName(claim), claim.owner]));
  const taken = forms.filter(({ own, form }) => (owners.get(identifierName(form)) ?? own) !== own);
  return new Set(taken.map(({ row }) => row));
};
