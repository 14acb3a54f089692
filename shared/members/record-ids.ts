import { newClubOf } from '#shared/data/clubs/clubs.ts';
import { changeBlock } from '#shared/data/members/member-blocks.ts';
import { MEMBER, MEMBER_OR_TOMBSTONE } from '#shared/data/members/member-item.ts';
import { readMembers } from '#shared/data/members/member-list.ts';
import { type CountedList, markCounted } from '#shared/data/table/list-counts.ts';
import {
  blockNumberOf,
  isRemoved,
  type MemberIdChanges,
  restoreIds,
  withChanges,
} from '#shared/domain/members/member-block.ts';
import { UnreadableItem } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { logFailure } from '#shared/ports/failures.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { Images } from '#shared/stream-change.ts';

interface Entry {
  readonly club: string;
  readonly id: number;
  readonly became: keyof MemberIdChanges;
}

/** Who became a member, or ceased to be one; none for a changed member. */
const entryOf = ({ before, after }: Images): readonly Entry[] => {
  const item = MEMBER_OR_TOMBSTONE.match(after);
  if (!item || (item.kind === 'member' && MEMBER.match(before))) return [];
  return [{ club: item.club, id: item.id, became: item.kind === 'member' ? 'created' : 'removed' }];
};

const idsOf = (entries: readonly Entry[], became: Entry['became']): number[] =>
  entries.filter((entry) => entry.became === became).map(({ id }) => id);

/** A club that is new has been counted: it has no record that no count knows. */
const LISTS: readonly CountedList[] = ['members', 'messages'];

const recordInBlock = async (runtime: Runtime, entries: readonly Entry[]): Promise<void> => {
  const db = runtime.use(database);
  const [{ club, id }] = entries as [Entry];
  const block = blockNumberOf(id);
  const found = { created: idsOf(entries, 'created'), removed: idsOf(entries, 'removed') };
  try {
    await changeBlock(db, club, block, async (before) => {
      const after = withChanges(before, found);
      const again = found.created.filter((one) => isRemoved(after, one));
      const present = await readMembers(db, club, again);
      return restoreIds(
        after,
        present.map((member) => member.id),
      );
    });
  } catch (error) {
    if (!(error instanceof UnreadableItem)) throw error;
    // No repeat helps, and repeats would hold up the messages to members of all clubs: a recount corrects the block.
    logFailure(runtime, 'error', 'members not recorded in lists', { club, block }, error);
  }
};

/**
 * Records in the blocks of a club, and in its count, which ids became members and which ceased to be. A change may
 * come late, more than once and beside others; only a member who is there now has an id again that was removed before.
 */
export const recordIds = async (runtime: Runtime, changes: readonly Images[]): Promise<undefined> => {
  const db = runtime.use(database);
  const now = runtime.now().toISOString();
  const entries = changes.flatMap(entryOf);
  const blocks = Map.groupBy(entries, ({ club, id }) => `${club} ${blockNumberOf(id)}`);
  const newClubs = changes.flatMap((change) => newClubOf(change) ?? []);
  await Promise.all([
    ...newClubs.flatMap((club) => LISTS.map((list) => markCounted(db, club, list, now))),
    ...[...blocks.values()].map((inBlock) => recordInBlock(runtime, inBlock)),
  ]);
};
