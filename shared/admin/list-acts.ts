import { readActs } from '#shared/data/audit/acts.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Act } from '#shared/domain/audit/act.ts';

/** The newest acts first. @param club only those about it, or about no certain one */
export const listActs = async (
  db: Db,
  { club, limit }: { readonly club: string | undefined; readonly limit: number },
): Promise<readonly Act[]> => {
  const found: Act[] = [];
  for await (const act of readActs(db)) {
    if (club !== undefined && act.clubs !== null && !act.clubs.includes(club)) continue;
    found.push(act);
    if (found.length === limit) break;
  }
  return found;
};
