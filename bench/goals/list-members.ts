import { call } from '../../test/support/api.ts';
import { listMembers, storeMembers } from '../../test/support/listed-members.ts';
import type { Goal, Row } from '../goal.ts';
import { type ModelWorld, modelWorld } from '../model.ts';

const SMALL = 1000;
const LARGE = 10_000_000;
const PER_PAGE = 100;

/** Pages that both clubs have. */
const PAGES = {
  'first page of 100': () => ({}),
  'the next one by cursor': (cursor: string) => ({ cursor }),
  'page 5 of 100': () => ({ page_no: '5' }),
} as const;

const pageOf = async ({ world, db }: ModelWorld, query: Record<string, string>) => {
  db.reset();
  const { status, body } = await call(world, 'members.list', {
    query: { per_page: `${PER_PAGE}`, ...query },
  });
  if (status !== 200 || body.members.length !== PER_PAGE) throw new Error(`The list was refused: ${status}`);
  return { units: db.read().readUnits, cursor: String(body.next_cursor) };
};

const unitsOfPages = async (club: ModelWorld): Promise<readonly number[]> => {
  const { cursor } = await pageOf(club, {});
  const units: number[] = [];
  for (const queryOf of Object.values(PAGES)) units.push((await pageOf(club, queryOf(cursor))).units);
  return units;
};

export const goal: Goal = {
  id: 'G1',
  measures: `Read units of a page of \`GET members\` in a club of ten million members, beside the same page in one of ${SMALL}. Counted on the model of the table, where the blocks have all members and the table those of the pages. A page by number reads the blocks before it, too: the page in the middle of the club has no bound.`,
  unit: 'read units a page',
  measure: async () => {
    const club = await modelWorld();
    const ids = (first: number, count: number) => Array.from({ length: count }, (_, n) => first + n);
    await listMembers(club.world, 1, SMALL);
    await storeMembers(club.world, [...ids(1, SMALL), ...ids(LARGE / 2 + 1, PER_PAGE)]);
    const small = await unitsOfPages(club);
    await listMembers(club.world, SMALL + 1, LARGE);
    const large = await unitsOfPages(club);
    const rows = Object.keys(PAGES).map(
      (of, at): Row => ({
        of,
        ours: large[at] ?? Number.NaN,
        peer: { name: `of ${SMALL} members`, value: small[at] ?? Number.NaN },
        bound: { atMost: 1 },
      }),
    );
    const middle = await pageOf(club, { page_no: `${LARGE / 2 / PER_PAGE + 1}` });
    return [...rows, { of: 'the page in the middle, by number', ours: middle.units }];
  },
};
