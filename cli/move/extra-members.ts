import { readIndexedIds } from '#shared/data/members/member-list.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { RowError } from '../import/errors-file.ts';

/** Ids of a file: 8 bytes each, and not the tenfold of a Set. */
interface IdList {
  add(ids: readonly number[]): void;
  sorted(): Float64Array;
}

export const openIdList = (): IdList => {
  let all = new Float64Array(1024);
  let count = 0;
  return {
    add(ids) {
      if (count + ids.length > all.length) {
        const longer = new Float64Array((count + ids.length) * 2);
        longer.set(all);
        all = longer;
      }
      all.set(ids, count);
      count += ids.length;
    },
    sorted: () => all.slice(0, count).sort(),
  };
};

const has = (sorted: Float64Array, id: number): boolean => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === id;
};

/** Members of the club whose ids the file does not have, as its errors file lists them. */
export const extraMembers = async (db: Db, club: string, ids: IdList): Promise<RowError[]> => {
  const sorted = ids.sorted();
  const extra = new Set<number>();
  for await (const there of readIndexedIds(db, club))
    for (const id of there) if (!has(sorted, id)) extra.add(id);
  return [...extra]
    .sort((one, other) => one - other)
    .map((id) => ({
      line: 0,
      member: String(id),
      property: '(member)',
      error: 'extra',
      details: '',
      reason: 'This system has the member, and the file does not',
    }));
};
