import { create, type Deployment, deployment, tokenOf } from '../../support/client-tokens.ts';
import type { Example, Examples } from '../../support/documented-keys.ts';

const CREATE = 'BL:Api:Members:Create';

let made: Promise<Deployment> | undefined;

/** Ids of clubs and callers are in replies: all examples have the same ones. */
const shared = (): Promise<Deployment> => {
  made ??= deployment().then(async (all) => {
    const { world } = all;
    const ofOne = { product: 'android-app', permits: [], policies: ['MembersApiReadAccess'] };
    for (const name of ['Filter one', 'Other one']) await tokenOf(world, [world.club], { name, ...ofOne });
    await tokenOf(world, null, { name: 'Filter two', internal: true, permits: [CREATE] });
    await tokenOf(world, [], { name: 'Filter three', permits: [CREATE] });
    return all;
  });
  return made;
};

const RESTRICTED = {
  name: 'Shop',
  permits: ['BL:Api:Members:Get'],
  policies: ['MembersApiReadAccess'],
  customers: ['c1'],
  product: 'android-app',
};
const INTERNAL = { name: 'Ours', internal: true, loyalty_club_ids: null };

const settings = async (token: object): Promise<object> => ({
  loyalty_club_ids: [(await shared()).world.club.id],
  ...token,
});

const created =
  (token: object): Example =>
  async (ask) => {
    const { world, root } = await shared();
    await ask(world, { secret: root.secret, body: { token: await settings(token) } });
  };

const updated =
  (token: object): Example =>
  async (ask) => {
    const { world, root } = await shared();
    const { body } = await create(world, root, { name: 'Old', loyalty_club_ids: [] });
    const path = { id: String(body.token.id) };
    await ask(world, { secret: root.secret, path, body: { token: await settings(token) } });
  };

const listed =
  (query: Record<string, string>): Example =>
  async (ask) => {
    const { world, root } = await shared();
    await ask(world, { secret: root.secret, query: { search: 'filter', ...query } });
  };

export const TOKEN_EXAMPLES: Examples = {
  'tokens.create': [created(RESTRICTED), created(INTERNAL)],
  'tokens.update': [updated(RESTRICTED), updated(INTERNAL)],
  'tokens.find': [
    async (ask) => {
      const { world, root } = await shared();
      await ask(world, { secret: root.secret, body: { token: root.secret } });
    },
  ],
  'tokens.list': [
    listed({ per_page: '1', page_no: '2' }),
    listed({ global: 'true' }),
    listed({ internal: 'true' }),
    listed({ product: 'android-app' }),
    listed({ policy: 'MembersApiReadAccess' }),
    listed({ permit: CREATE }),
    async (ask) => {
      const { world, root } = await shared();
      await ask(world, { secret: root.secret, query: { loyalty_club_id: String(world.club.id) } });
    },
  ],
};
