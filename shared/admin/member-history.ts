import { readChangeLines } from '#shared/data/members/change-lines.ts';
import type { Db } from '#shared/data/table/db.ts';
import { type ChangeLine, changeView } from '#shared/domain/members/change-line.ts';
import type { Member } from '#shared/domain/members/member.ts';

/** A change, with version of the text and evidence of each answer in it. */
const wholeView = (line: ChangeLine) => ({ ...changeView(line), consents: line.consents });

/** Everything that is recorded about changes of a member, the oldest first. */
export const memberHistory = async (
  db: Db,
  { club, id }: Pick<Member, 'club' | 'id'>,
): Promise<ReturnType<typeof wholeView>[]> => {
  const changes: ReturnType<typeof wholeView>[] = [];
  for await (const line of readChangeLines(db, club, id)) changes.push(wholeView(line));
  return changes;
};
