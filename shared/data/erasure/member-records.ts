import type { Db } from '../table/db.ts';
import { memberKey } from '../table/keys.ts';
import { type Item, readPartition } from '../table/read.ts';

/** Every item beside a member's record, with the record itself, as it is stored. */
export async function* readMemberRecords(db: Db, club: string, id: number): AsyncGenerator<Item> {
  yield* readPartition(db, memberKey(club, id).pk);
}
