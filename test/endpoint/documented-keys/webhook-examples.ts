import { encodeCursor } from '#shared/crypto/cursors.ts';
import { call } from '../../support/api.ts';
import { askSecondPage, type Example, type Examples } from '../../support/documented-keys.ts';
import { logged } from '../../support/webhooks.ts';
import { createWorld, type World } from '../../support/world.ts';

const WRAPPER = 'members_changes_subscription';
const SETTINGS = {
  url: 'https://hooks.receiver.com/members',
  secret_token: 'chosen-by-the-caller',
  event_schema_version: 2,
  is_sent_on_import: false,
  is_sent_on_update: false,
  is_sent_on_delete: false,
  is_person_id_sent: true,
  excluded_sources: { import: ['web'], update: ['web'], delete: ['web'] },
  contact: 'it@example.com',
  paused: true,
};

let made: Promise<World> | undefined;
const shared = (): Promise<World> => {
  made ??= createWorld();
  return made;
};

const subscribed = async (world: World): Promise<string> => {
  const body = { [WRAPPER]: { url: 'https://hooks.receiver.com/before' } };
  return String((await call(world, 'webhooks.create', { body })).body[WRAPPER].id);
};

/** URLs are unique in the club: each run begins without subscriptions. */
const emptied = async (world: World): Promise<void> => {
  const { body } = await call(world, 'webhooks.list');
  for (const { id } of body.members_changes_subscriptions)
    await call(world, 'webhooks.destroy', { path: { id: String(id) } });
};

/** Replies leave random secrets out of the comparison; this is what is not random in them. */
const endOf = (answer: any): string => answer.body[WRAPPER]?.secret_token.endsWith('ller');

const created: Example = async (ask) => {
  const world = await shared();
  await emptied(world);
  return endOf(await ask(world, { body: { [WRAPPER]: SETTINGS } }));
};

const updated: Example = async (ask) => {
  const world = await shared();
  await emptied(world);
  const path = { id: await subscribed(world) };
  return endOf(await ask(world, { path, body: { [WRAPPER]: SETTINGS } }));
};

const rotated: Example = async (ask) => {
  const world = await shared();
  await emptied(world);
  await ask(world, { path: { id: await subscribed(world) }, body: { overlap_hours: 5 } });
};

const at = (second: string): string => `2026-01-01T00:00:0${second}.000Z`;

interface Logged {
  readonly world: World;
  readonly path: { readonly id: string };
}

const threeDeliveries = async (): Promise<Logged> => {
  const world = await createWorld();
  const id = await subscribed(world);
  for (const second of ['1', '2', '3'])
    await logged(world, Number(id), { id: second, at: at(second), event_ids: [`${id}-9-${second}`] });
  return { world, path: { id } };
};

/** The same in all runs: cursors name it. */
let withLog: Promise<Logged> | undefined;

const listed =
  (read: (ask: Parameters<Example>[0], log: Logged) => Promise<unknown>): Example =>
  async (ask) => {
    withLog ??= threeDeliveries();
    await read(ask, await withLog);
  };

/** Of logged events that are not stored any more: the reply names them. */
const replayed =
  (bodyOf: (log: Logged) => object): Example =>
  async (ask) => {
    withLog ??= threeDeliveries();
    const log = await withLog;
    await ask(log.world, { path: log.path, body: bodyOf(log) });
  };

const restOfReplay = ({ world, path }: Logged): string =>
  encodeCursor(JSON.stringify(['webhook-replay', world.club.slug, Number(path.id)]), [at('1'), '1', at('3')]);

export const WEBHOOK_EXAMPLES: Examples = {
  'webhooks.replay': [
    replayed(({ path: { id } }) => ({ event_ids: [`${id}-9-9`] })),
    replayed(() => ({ from: at('2'), to: at('2') })),
    replayed((log) => ({ cursor: restOfReplay(log) })),
  ],
  'webhooks.create': [created],
  'webhooks.update': [updated],
  'webhooks.rotate-secret': [rotated],
  'webhooks.deliveries': [
    listed((ask, { world, path }) => ask(world, { path, query: { per_page: '1' } })),
    listed((ask, { world, path }) => askSecondPage(ask, 'webhooks.deliveries', world, path)),
  ],
};
