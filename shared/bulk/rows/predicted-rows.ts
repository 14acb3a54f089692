import {
  type Claim,
  type IdentifierValue,
  identifierClaims,
  identifierName,
} from '#shared/data/members/claims.ts';
import { type MemberOrTombstone, memberItem } from '#shared/data/members/member-item.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import { heldAmong, type MemberReplacement, type RowTable } from './row-table.ts';

const claimsOf = ({ club, properties, id }: Member, at: string): Claim[] =>
  identifierClaims(club, identifiersOf(properties), id, at);

const isSame = (one: Claim, other: Claim | undefined): boolean =>
  one.owner === other?.owner && one.at === other.at;

/**
 * The table as the rows of a dry run would leave it: reads see what earlier rows would have written, and writes reach
 * nothing but memory. Its rows come to the outcomes that they would have in a run without other writers.
 */
export const predictedRows = (table: RowTable): RowTable => {
  /** Nothing: released. */
  const claims = new Map<string, Claim | undefined>();
  const members = new Map<number, MemberOrTombstone>();
  const put = (member: Member) => members.set(member.id, memberItem(member) as unknown as MemberOrTombstone);

  const currentClaims = async (wanted: readonly IdentifierValue[]) => {
    const unwritten = wanted.filter((one) => !claims.has(identifierName(one)));
    const current = new Map(await table.claims(unwritten));
    for (const one of wanted) {
      const written = claims.get(identifierName(one));
      if (written) current.set(identifierName(one), written);
    }
    return current;
  };

  const predicted: RowTable = {
    claims: currentClaims,
    async members(ids) {
      const all = [...ids];
      const current = new Map(await table.members(all.filter((id) => !members.has(id))));
      for (const id of all) {
        const written = members.get(id);
        if (written) current.set(id, written);
      }
      return current;
    },
    async unchanged(seen) {
      const current = await currentClaims(seen);
      return seen.filter((claim) => isSame(claim, current.get(identifierName(claim))));
    },
    async take(steps) {
      const current = await currentClaims(steps.map(({ claim }) => claim));
      return steps.map(({ claim, seen }) => {
        const there = current.get(identifierName(claim));
        if (seen ? !isSame(seen, there) : there !== undefined) return 'refused';
        claims.set(identifierName(claim), claim);
        return 'done';
      });
    },
    async release(all) {
      for (const claim of await predicted.unchanged(all)) claims.set(identifierName(claim), undefined);
    },
    async insert(all) {
      // Only a restored member has an id that may be another's.
      const restored = all.filter(({ restored_by }) => restored_by !== null);
      const there = await predicted.members(restored.map(({ id }) => id));
      return all.map((member) => {
        if (there.has(member.id)) return 'refused';
        put(member);
        return 'done';
      });
    },
    async replace(changes) {
      for (const { after } of changes) put(after);
      return changes.map(() => 'done');
    },
    async move({ before, after }: MemberReplacement, at) {
      const [old, wanted] = [claimsOf(before, at), claimsOf(after, at)];
      const isIn = (all: readonly Claim[], claim: Claim) =>
        all.some((one) => identifierName(one) === identifierName(claim));
      const taken = wanted.filter((claim) => !isIn(old, claim));
      const current = await currentClaims(taken);
      const held = await heldAmong(predicted, [...current.values()]);
      const others = held.filter(({ owner }) => owner !== after.id);
      if (others.length > 0)
        return { outcome: 'taken', identifiers: others.map(({ identifier }) => identifier) };
      for (const claim of old) if (!isIn(wanted, claim)) claims.set(identifierName(claim), undefined);
      for (const claim of taken) claims.set(identifierName(claim), claim);
      put(after);
      return { outcome: 'written' };
    },
  };
  return predicted;
};
