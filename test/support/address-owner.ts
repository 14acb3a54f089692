import { beforeEach } from 'vitest';
import { type ApiAnswer, call } from './api.ts';
import type { ClubOverrides } from './clubs.ts';
import { logIn } from './log-in.ts';
import { changedByMember, mailingWorld, welcomed } from './mailing.ts';
import { visit } from './pages.ts';
import type { World } from './world.ts';

/** Stored as `Ann@Example.com`. */
export const OLD = 'ann@example.com';
export const THIEF = 'thief@example.org';

/** A member with a session, who has got the welcome messages; `restart` makes another one. */
interface AddressOwner {
  world: World;
  id: number;
  bearer: string;
  restart(overrides?: ClubOverrides): Promise<void>;
}

/** Before each test a member in a club of its own. */
export const addressOwner = (): AddressOwner => {
  const owner = {
    async restart(overrides: ClubOverrides = {}) {
      owner.world = await mailingWorld(overrides);
      owner.id = await welcomed(owner.world, { password: 'old-password' });
      await newSession(owner);
      owner.world.outbox.mails.splice(0);
      owner.world.outbox.texts.splice(0);
    },
  } as AddressOwner;
  beforeEach(() => owner.restart());
  return owner;
};

export const newSession = async (owner: AddressOwner): Promise<void> => {
  owner.bearer = (await logIn(owner.world, owner.id, 'old-password')).access_token;
};

/** By the session of the member. */
export const change = ({ world, id, bearer }: AddressOwner, properties: object): Promise<ApiAnswer> =>
  changedByMember(world, id, bearer, properties);

/** By the club. */
export const changeByClient = ({ world, id }: AddressOwner, body: object): Promise<ApiAnswer> =>
  call(world, 'members.update', { path: { id: String(id) }, body });

export const noticesTo = ({ world }: AddressOwner, to: string) =>
  world.outbox.mails.filter((mail) => mail.to.toLowerCase() === to && /secure_account/.test(mail.html));

export const tokenIn = (text: string | undefined): string =>
  /\/secure_account\/([A-Za-z0-9._-]+)/.exec(text ?? '')?.[1] ?? '';

/** Of the newest notice. */
export const tokenTo = (owner: AddressOwner, to: string): string =>
  tokenIn(noticesTo(owner, to).at(-1)?.html);

export const showPage = ({ world }: AddressOwner, token: string) =>
  visit(world, 'secure-account', 'GET', token);

export const secure = ({ world }: AddressOwner, token: string, password = 'my-new-password') =>
  visit(world, 'secure-account', 'POST', token, { form: `password=${password}` });
