import { createMessage, SENDING_CLUB, smsChannel } from '../../test/support/messaging.ts';
import { IMMEDIATE, workAll } from '../../test/support/sendings.ts';
import type { Goal } from '../goal.ts';
import { addMembers, modelWorld } from '../model.ts';

const MEMBERS = 2000;
const RECIPIENTS = 20;

const names = Array.from({ length: RECIPIENTS }, (_, n) => `Nordmann ${n}`);
const condition = {
  condition_group: 'member_properties',
  field: 'last_name',
  operator: 'any',
  value: names,
};

export const goal: Goal = {
  id: 'G5',
  measures: `Read units of a sending to an audience of ${RECIPIENTS} in a club of ${MEMBERS} members, for each recipient. Audiences read the whole club until properties have an index. Counted on the model of the table.`,
  unit: 'read units a recipient',
  bound: { atMost: 3 },
  measure: async () => {
    const { world, db } = await modelWorld(SENDING_CLUB);
    await addMembers(world, MEMBERS);
    await createMessage(world, {
      channels: [smsChannel()],
      sending: { schedule: IMMEDIATE, audience: { type: 'inline', conditions: [condition] } },
    });
    db.reset();
    await workAll(world);
    const { texts } = world.outbox;
    if (texts.length !== RECIPIENTS) throw new Error(`${texts.length} of ${RECIPIENTS} got it`);
    return [{ of: 'an audience of 1 %', ours: db.read().readUnits / RECIPIENTS }];
  },
};
