import { storedCost } from '#shared/crypto/stored-cost.ts';
import { storedText } from '#shared/crypto/stored-password.ts';
import { createMember } from '#shared/data/members/members.ts';
import { addHashCost } from '#shared/data/sessions/hash-costs.ts';
import { allocateIds } from '#shared/data/table/counters.ts';
import type { Db } from '#shared/data/table/db.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { newMember } from '#shared/domain/members/member.ts';

/** What the documented request of `POST v1/messages/bulks` names. */
export const RECIPIENT_ID = 13;
/** Who logs in, in the first example of Api V3's chapter OAuth. */
const LOG_IN_ID = 42;

/** bcrypt of `123`, as from another system: the first log-in stores the password anew. */
const HASH_OF_123 = storedText({
  scheme: 'bcrypt',
  hash: '$2b$04$7auHE/2/oo3Ok7RLYedeE./meAX.btwFqFXx/mDmp4njMNzTPMMsC',
});

/** All that a new local stack has. */
export const DEMO_MEMBERS = [
  {
    id: RECIPIENT_ID,
    properties: { email: 'piotr@example.com', msisdn: '4790000013', first_name: 'Piotr', last_name: 'Nowak' },
    password: null,
  },
  {
    id: LOG_IN_ID,
    properties: {
      email: 'signe@example.com',
      msisdn: '4790000042',
      first_name: 'Signe',
      last_name: 'Nordmann',
    },
    password: HASH_OF_123,
  },
] as const;

/** The members of the documented examples. Their ids are taken from the club's counter, so nothing else gets them. */
export const seedMembers = async (db: Db, club: string, now: Date): Promise<void> => {
  await allocateIds(db, club, 'members', LOG_IN_ID);
  const cost = storedCost(HASH_OF_123);
  if (cost) await addHashCost(db, club, cost);
  for (const { id, properties, password } of DEMO_MEMBERS)
    await createMember(
      db,
      newMember({
        id,
        club,
        properties: { ...properties, language: 'en' },
        flags: {},
        optin_channel: 'default',
        optin_subchannel: null,
        password,
        welcome: [],
        changed: changeOrigin('operator'),
        now: now.toISOString(),
      }),
    );
};
