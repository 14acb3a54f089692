import { erasureWorker, outboxWorker } from '#shared/contracts/queues.ts';
import { createMember } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import { plainMember } from '../../support/plain-member.ts';
import type { World } from '../world.ts';
import { ACCESS, prepareClub } from './club.ts';
import { type ConfirmationsState, firstEmailOf, MEMBERS, reader } from './confirmations-callers.ts';
import { checkConfirmations } from './confirmations-invariants.ts';

const CHANNELS = { email: { from_name: 'Simulated', from_email: 'club@example.com' } } as const;

/** The provider tells subjects: the links stand there. */
const mail = (subject: string) => ({
  default: { subject: { en: subject, no: subject }, body: { en: '<p>Hi</p>', no: '<p>Hei</p>' } },
});
const MESSAGES = {
  password_reset_email: mail('{{reset_url}}'),
  address_changed_email: mail('{{secure_url}}'),
  verification_email: mail('{{verification_url}} {{unsubscribe_url}}'),
};
const LINKS = {
  reset_password: 'https://club.example/reset/{token}',
  verify_email: 'https://club.example/verify/{token}',
  unsubscribe: 'https://club.example/unsubscribe/{token}',
};

const storeMember = (db: Db, id: number): Promise<unknown> =>
  createMember(
    db,
    plainMember({
      id,
      club: ACCESS.slug,
      properties: { email: firstEmailOf(id), first_name: 'M', last_name: `First${id}` },
      password: 'plain:first',
      now: '2026-02-01T08:00:00.000Z',
    }),
  );

const DAY = 24 * 60 * 60 * 1000;

export const confirmationsWorld: World<ConfirmationsState> = {
  name: 'confirmations',
  endpoints: [
    'members.send-password-reset-token',
    'members.verify-token',
    'members.reset-password',
    'members.verify-email',
    'members.unsubscribe',
    'members.update',
    'members.destroy',
    'pages.reset-password',
    'pages.verify-email',
    'pages.unsubscribe',
    'pages.secure-account',
    'oauth.token',
    'me.update',
  ],
  queues: ['delivery'],
  streams: [outboxWorker, erasureWorker],
  scheduled: [],
  access: ACCESS,
  async prepare(db) {
    await prepareClub(db, { channels: CHANNELS, messages: MESSAGES, links: LINKS });
    for (const id of MEMBERS) await storeMember(db, id);
  },
  start(simulation) {
    const { chance } = simulation;
    const state: ConfirmationsState = { uses: [], approvals: [], asks: 0, switches: new Set(), names: 0 };
    for (let n = chance.int(1, 4); n > 0; n -= 1)
      simulation.client(`reader-${n}`, chance.next() * 5000, reader(simulation, state));
    // The table removes what has expired when it comes to it.
    for (let n = chance.int(0, 3); n > 0; n -= 1) simulation.expire(chance.spread(1000, 40 * DAY));
    return state;
  },
  settle() {},
  async check(simulation, state) {
    return checkConfirmations(simulation, state);
  },
};
