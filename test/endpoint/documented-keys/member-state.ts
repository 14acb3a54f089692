import { createMember, findMember } from '#shared/data/members/members.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { call } from '../../support/api.ts';
import { type Tokens, tryLogIn } from '../../support/log-in.ts';
import { ANN, mailingWorld, memberImage } from '../../support/mailing.ts';
import { plainMember } from '../../support/plain-member.ts';
import type { World } from '../../support/world.ts';

const NEWS = { version: '1', required: false, show_in_profile: true, show_at_registration: true };

export const mailing = (): Promise<World> =>
  mailingWorld({ moving_in: true, member_schema: { consents: { news: NEWS } } });

/** Of `U*U`: a test vector of crypt_blowfish. */
export const HASH = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';

const PASSWORDS = ['pass-1', 'pass-2', 'U*U'];

/** None is a default. */
export const ATTRIBUTES = {
  password: 'pass-2',
  consents: { news: { status: true } },
  sms_enabled: false,
  email_enabled: false,
  push_enabled: false,
};

/** Beyond those that creations get. */
export const STORED_ID = 150;

/** A stored member with the password `pass-1`. */
export const storedMember = async (world: World, properties: object = ANN): Promise<number> => {
  const member = plainMember({
    id: STORED_ID,
    club: world.club.slug,
    properties: { ...properties },
    now: world.runtime.now().toISOString(),
    password: await world.runtime.use(passwords).hash('pass-1'),
  });
  await createMember(world.db, member);
  return member.id;
};

/** A member as stored, with the passwords that are right for it in place of their hash. */
export const memberState = async (world: World, id: number): Promise<unknown> => {
  const member = await findMember(world.db, world.club.slug, id);
  if (!member) return { ...(await memberImage(world, id)), hash: undefined, changed: undefined };
  const right: string[] = [];
  for (const one of PASSWORDS) {
    if (await world.runtime.use(passwords).matches(one, member.password)) right.push(one);
  }
  const devices = member.devices.map((device) => ({ ...device, session: null, value: device.token }));
  const { product = null, subproduct = null } = member.changed ?? {};
  const changed = { product, subproduct };
  return { ...member, devices, password: right, changed, last_row: null, restored_by: null };
};

export const idOfAnn = async (world: World): Promise<number> =>
  (await call(world, 'members.get-by-email', { path: { email: ANN.email } })).body?.id ?? 0;

export const loggedIn = async (world: World): Promise<Tokens> =>
  (await tryLogIn(world, await storedMember(world))).body;
