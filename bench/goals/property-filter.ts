import { call } from '../../test/support/api.ts';
import type { Goal } from '../goal.ts';
import { addMembers, modelWorld } from '../model.ts';

const MEMBERS = 2000;

export const goal: Goal = {
  id: 'G2',
  measures: `Read units of \`GET members\` with a filter on a property that one member of ${MEMBERS} has, for each member of the club. Filters read the whole club until properties have an index.`,
  unit: 'read units a member of the club',
  measure: async () => {
    const club = await modelWorld({ filterable_properties: ['last_name'] });
    await addMembers(club.world, MEMBERS);
    club.db.reset();
    const query = { 'properties[last_name][]': 'Nordmann 7' };
    const { status, body } = await call(club.world, 'members.list', { query });
    if (status !== 200) throw new Error(`The list was refused: ${status}, ${JSON.stringify(body)}`);
    return [{ of: `one of ${MEMBERS}`, ours: club.db.read().readUnits / MEMBERS }];
  },
};
