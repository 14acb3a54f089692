import { call } from '../../test/support/api.ts';
import type { Goal, Row } from '../goal.ts';
import { addMembers, type ModelWorld, modelWorld } from '../model.ts';

const SMALL = 1000;
const LARGE = 8000;
const LISTS = {
  'first page of 100': 'per_page=100',
  'page 5 of 100': 'per_page=100&page_no=5',
} as const;

const unitsOf = async ({ world, db }: ModelWorld, query: string): Promise<number> => {
  db.reset();
  const { status } = await call(world, 'members.list', { query });
  if (status !== 200) throw new Error(`The list was refused: ${status}`);
  return db.read().readUnits;
};

export const goal: Goal = {
  id: 'G1',
  measures: `Read units of a page of \`GET members\` in a club of ${LARGE} members, beside the same page in one of ${SMALL}. Counted on the model of the table.`,
  unit: 'read units a page',
  bound: { atMost: 1 },
  measure: async () => {
    const club = await modelWorld();
    const rows: Row[] = [];
    const small = new Map<string, number>();
    await addMembers(club.world, SMALL);
    for (const [of, query] of Object.entries(LISTS)) small.set(of, await unitsOf(club, query));
    await addMembers(club.world, LARGE - SMALL, SMALL);
    for (const [of, query] of Object.entries(LISTS))
      rows.push({
        of,
        ours: await unitsOf(club, query),
        peer: { name: `of ${SMALL} members`, value: small.get(of) ?? Number.NaN },
      });
    return rows;
  },
};
