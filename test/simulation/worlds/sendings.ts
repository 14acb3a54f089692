import { erasureWorker } from '#shared/contracts/queues.ts';
import { sendingSweeper } from '#shared/contracts/scheduled-workers.ts';
import { createMember } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import { plainMember } from '../../support/plain-member.ts';
import type { World } from '../world.ts';
import { ACCESS, prepareClub } from './club.ts';
import { storeMessage, sweeps } from './messaging.ts';
import {
  emailOf,
  MEMBERS,
  meddler,
  numberOf,
  type SendingsState,
  type StoredMessages,
  sender,
} from './sendings-callers.ts';
import { checkSendingsWorld } from './sendings-invariants.ts';

const BEFORE = '2026-02-01T08:00:00.000Z';

const CHANNELS = {
  sms: { sender_type: 'alphanumeric', sender_value: 'Simulated' },
  email: { from_name: 'Simulated', from_email: 'club@example.com' },
} as const;

const storeMember = (db: Db, id: number): Promise<unknown> =>
  createMember(
    db,
    plainMember({
      id,
      club: ACCESS.slug,
      properties: {
        email: emailOf(id),
        msisdn: numberOf(id),
        first_name: 'M',
        last_name: String(id),
      },
      now: BEFORE,
    }),
  );

/** Ids are taken in order, so every schedule finds the messages under the same ones. */
const messages: { -readonly [C in keyof StoredMessages]: number } = { email: 0, sms: 0 };

const prepare = async (db: Db): Promise<void> => {
  const club = await prepareClub(db, { channels: CHANNELS });
  for (const id of MEMBERS) await storeMember(db, id);
  for (const channel of ['email', 'sms'] as const)
    messages[channel] = await storeMessage(db, club, channel, BEFORE);
};

export const sendingsWorld: World<SendingsState> = {
  name: 'sendings',
  endpoints: [
    'sendings.create',
    'sendings.update',
    'sendings.cancel',
    'sendings.get',
    'messages.destroy',
    'messages.get',
    'members.update',
    'members.destroy',
    'members.unsubscribe',
  ],
  queues: ['sending'],
  streams: [erasureWorker],
  scheduled: [sendingSweeper],
  access: ACCESS,
  prepare,
  start(simulation) {
    const { chance } = simulation;
    const state: SendingsState = { asked: [], sendings: [], meddled: false, moves: 0 };
    for (let n = chance.int(1, 2); n > 0; n -= 1)
      simulation.client(`sender-${n}`, chance.next() * 1000, sender(state, messages, simulation));
    for (let n = chance.int(0, 3); n > 0; n -= 1)
      simulation.client(`meddler-${n}`, chance.spread(1, 60_000), meddler(state, messages, simulation));
    sweeps(simulation, 24, chance.pick([1, 2, 4]));
    return state;
  },
  settle: (simulation) => sweeps(simulation, 36, 6),
  check: checkSendingsWorld,
};
