import { call } from '../../support/api.ts';
import { person } from '../../support/bulk.ts';
import { dispatched, dispatchTo } from '../../support/dispatched.ts';
import { askSecondPage, type Example, type Examples } from '../../support/documented-keys.ts';
import { tryLogIn } from '../../support/log-in.ts';
import { ANN, committed, memberImage } from '../../support/mailing.ts';
import { createWorld, type World } from '../../support/world.ts';
import { ATTRIBUTES, HASH, mailing, memberState, storedMember } from './member-state.ts';

const created =
  (attributes: object): Example =>
  async (ask) => {
    const world = await mailing();
    const { status, body } = await ask(world, { body: { properties: ANN, ...attributes } });
    if (status !== 200) return undefined;
    return [await committed(world, body.id), await memberState(world, body.id)];
  };

/** @param stored properties before the update */
const updated =
  (body: object, stored: object = ANN): Example =>
  async (ask) => {
    const world = await mailing();
    const id = await storedMember(world, stored);
    await ask(world, { path: { id: String(id) }, body });
    return memberState(world, id);
  };

const updatedOwn =
  (body: object, stored: object): Example =>
  async (ask) => {
    const world = await mailing();
    const id = await storedMember(world, stored);
    const { access_token } = (await tryLogIn(world, id)).body;
    await ask(world, { bearer: access_token, body });
    return memberState(world, id);
  };

/** Without a name that the schema requires, only a part of it is valid. */
const { last_name: _, ...INCOMPLETE } = ANN;
const PARTIAL = { properties: { first_name: 'Eve' }, validate_partially: true, ...ATTRIBUTES };

const destroyed =
  (query: Record<string, string>, isOwn = false): Example =>
  async (ask) => {
    const world = await mailing();
    const id = await storedMember(world);
    const bearer = isOwn ? (await tryLogIn(world, id)).body.access_token : undefined;
    await ask(world, { ...(isOwn ? { bearer } : { path: { id: String(id) } }), query });
    return memberState(world, id);
  };

const threeMembers = async () => {
  const world = await createWorld({ filterable_properties: ['email'] });
  const ids: number[] = [];
  for (const n of [1, 2, 3]) ids.push((await call(world, 'members.create', { body: person(n) })).body.id);
  return { world, ids };
};

const listed =
  (query: (ids: readonly number[]) => Record<string, string>): Example =>
  async (ask) => {
    const { world, ids } = await threeMembers();
    await ask(world, { query: query(ids) });
  };

const history = async (world: World): Promise<number> => {
  const id = await storedMember(world);
  await dispatched(world, dispatchTo(id, 101), { body: 'Hi' });
  await dispatched(world, dispatchTo(id, 102, { sending_id: 2 }), { body: 'Hello' });
  await dispatched(world, dispatchTo(id, 103, { sending_id: 3, type: 'email' }), { subject: 'S', body: 'B' });
  return id;
};

const messagesOf =
  (query: Record<string, string>): Example =>
  async (ask) => {
    const world = await createWorld();
    await ask(world, { path: { id: String(await history(world)) }, query });
  };

const changesOf =
  (read: (ask: Parameters<Example>[0], world: World, path: { id: string }) => Promise<unknown>): Example =>
  async (ask) => {
    const world = await mailing();
    const id = await storedMember(world);
    const path = { id: String(id) };
    await committed(world, id);
    for (const body of [{ sms_enabled: false }, { email_enabled: false }]) {
      const before = await memberImage(world, id);
      await call(world, 'members.update', { path, body });
      await committed(world, id, before);
    }
    await read(ask, world, path);
  };

const OPT_OUT = [{ send_email_unsubscribe_message: 'false' }, { send_unsubscribe_message: 'true' }];

export const MEMBER_EXAMPLES: Examples = {
  'members.create': [
    created(ATTRIBUTES),
    created({
      password_hash: HASH,
      send_sms_welcome_message: false,
      send_email_welcome_message: false,
    }),
  ],
  'members.update': [
    updated(PARTIAL, INCOMPLETE),
    updated({ password_hash: HASH }),
    updated({ banned_until: '2999-01-01T00:00:00Z' }),
  ],
  'me.update': [updatedOwn(PARTIAL, INCOMPLETE)],
  'members.validate': [
    async (ask) => {
      const body = { properties: { first_name: 5 }, password: 'x', consents: { nonsense: { status: true } } };
      await ask(await mailing(), { body });
    },
    async (ask) => {
      await ask(await mailing(), { body: { password_hash: 'x' } });
    },
  ],
  'members.destroy': OPT_OUT.map((query) => destroyed(query)),
  'me.destroy': OPT_OUT.map((query) => destroyed(query, true)),
  'members.list': [
    listed((ids) => ({ 'ids[]': String(ids[1]) })),
    listed(() => ({ 'properties[email][]': 'p2@example.com' })),
    listed(() => ({ per_page: '1', page_no: '2' })),
    async (ask) => askSecondPage(ask, 'members.list', (await threeMembers()).world),
  ],
  'member-changes.list': [
    changesOf((ask, world, path) => ask(world, { path, query: { per_page: '1' } })),
    changesOf((ask, world, path) => askSecondPage(ask, 'member-changes.list', world, path)),
  ],
  'member-messages.list': [
    messagesOf({ per_page: '1', page_no: '2' }),
    messagesOf({ type: 'email' }),
    messagesOf({ include_content: 'false' }),
  ],
};
