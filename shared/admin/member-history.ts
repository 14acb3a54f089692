import { readChangeLines } from '#shared/data/members/change-lines.ts';
import type { Db } from '#shared/data/table/db.ts';
import { changeView } from '#shared/domain/members/change-line.ts';
import type { Member } from '#shared/domain/members/member.ts';

/** Everything that is recorded about changes of a member, the oldest first. */
export const memberHistory = async (
  db: Db,
  { club, id }: Pick<Member, 'club' | 'id'>,
): Promise<ReturnType<typeof changeView>[]> => {
  const changes: ReturnType<typeof changeView>[] = [];
  for await (const line of readChangeLines(db, club, id)) changes.push(changeView(line));
  return changes;
};
