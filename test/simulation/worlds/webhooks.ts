import { outboxWorker } from '#shared/contracts/queues.ts';
import { webhookSweeper } from '#shared/contracts/scheduled-workers.ts';
import type { Db } from '#shared/data/table/db.ts';
import { storeSubscriptions } from '#shared/data/webhooks/subscriptions.ts';
import type { KeptSecret, Subscription } from '#shared/domain/webhooks/subscription.ts';
import { postJson } from '#shared/ports/outbound.ts';
import { secretContext } from '#shared/webhooks/sealed-secrets.ts';
import type { Client } from '../api.ts';
import { cheapSealer } from '../cheap-crypto.ts';
import type { Simulation, World } from '../world.ts';
import { ACCESS, prepareClub } from './club.ts';
import { checkWebhooks } from './webhooks-invariants.ts';
import { Receivers } from './webhooks-receiver.ts';

/** One creation, and every text that was sent for its member; no other has them. */
interface Person {
  readonly texts: string[];
  id?: number;
}

export interface WebhooksState {
  readonly people: Person[];
  readonly receivers: Receivers;
}

/** The first one's receiver is always there. */
export const SUBSCRIPTIONS = [1, 2];

const MINUTE = 60_000;
const TWO_DAYS = 2 * 24 * 60 * MINUTE;

const planted = (state: WebhooksState, person: Person): string => {
  const text = `planted${state.people.indexOf(person)}x${person.texts.length}@a.no`;
  person.texts.push(text);
  return text;
};

const ACTS = ['update', 'update', 'update', 'destroy'] as const;

const caller =
  (state: WebhooksState) =>
  async (client: Client): Promise<void> => {
    const { chance } = client;
    const pause = chance.pick([10, 1000, 100_000]);
    for (let members = chance.int(1, 3); members > 0; members -= 1) {
      const person: Person = { texts: [] };
      state.people.push(person);
      const properties = { email: planted(state, person), first_name: 'P', last_name: 'Q' };
      const { status, body } = await client.call('members.create', { body: { properties } });
      if (status !== 200) continue;
      person.id = body.id;
      const path = { id: String(body.id) };
      for (let acts = chance.int(0, 5); acts > 0; acts -= 1) {
        await client.sleep(chance.spread(1, pause));
        const act = chance.pick(ACTS);
        if (act === 'destroy') await client.call('members.destroy', { path });
        else
          await client.call('members.update', {
            path,
            body: { properties: { email: planted(state, person) } },
          });
      }
    }
  };

/** Pauses the second subscription for a while. */
const pauser = async (client: Client): Promise<void> => {
  const setPaused = (paused: boolean) =>
    client.call('webhooks.update', {
      path: { id: String(SUBSCRIPTIONS[1]) },
      body: { members_changes_subscription: { paused } },
    });
  await setPaused(true);
  await client.sleep(client.chance.spread(1000, 10 * MINUTE));
  while ((await setPaused(false)).status !== 200) await client.sleep(1000);
};

const sweeps = (simulation: Simulation, everyMinutes: number, minutes: number): void => {
  for (let at = everyMinutes; at <= minutes; at += everyMinutes) simulation.tick(webhookSweeper, at * MINUTE);
};

const SIGNING_SECRET = `whsec_${Buffer.alloc(24).toString('base64')}`;

const kept = async (id: number, secret: string): Promise<KeptSecret> => ({
  sealed: await cheapSealer.seal(secret, secretContext({ club: ACCESS.slug, id })),
  last4: '',
});

const subscription = async (id: number): Promise<Subscription> => ({
  id,
  club: ACCESS.slug,
  product: 'default',
  url: `https://receiver-${id}.simulated/`,
  event_schema_version: 2,
  is_sent_on_import: true,
  is_sent_on_update: true,
  is_sent_on_delete: true,
  is_person_id_sent: false,
  excluded_sources: {},
  contact: null,
  paused: false,
  secret_token: await kept(id, 'a-secret-of-receivers'),
  signing_secrets: [{ ...(await kept(id, SIGNING_SECRET)), expires_at: null }],
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
});

const prepare = async (db: Db): Promise<void> => {
  await prepareClub(db);
  const after = await Promise.all(SUBSCRIPTIONS.map(subscription));
  await storeSubscriptions(db, ACCESS.slug, { seen: undefined, after });
};

const states = new WeakMap<Simulation, WebhooksState>();

export const webhooksWorld: World<WebhooksState> = {
  name: 'webhooks',
  endpoints: ['members.create', 'members.update', 'members.destroy', 'webhooks.update'],
  queues: ['webhook', 'delivery'],
  streams: [outboxWorker],
  shards: 2,
  // Some 1,100 a minute of CPU, where others run 4,000 and more.
  gateShare: 0.15,
  scheduled: [webhookSweeper],
  access: ACCESS,
  prepare,
  provide(runtime, running, simulation) {
    const receivers = () => (states.get(simulation) as WebhooksState).receivers;
    runtime.provide(postJson, (post) => receivers().post(running(), post));
  },
  start(simulation) {
    const { chance, scheduler } = simulation;
    const outage = chance.pick([0, 0, 20 * MINUTE * chance.next(), chance.happens(0.05) ? TWO_DAYS : 0]);
    const receivers = new Receivers(simulation, {
      1: { downUntil: 0, poison: undefined, refuses: 0 },
      2: {
        downUntil: scheduler.now + outage,
        poison: chance.happens(0.3) ? chance.int(1, 4) : undefined,
        refuses: chance.happens(0.2) ? 0.1 : 0,
      },
    });
    const state: WebhooksState = { people: [], receivers };
    states.set(simulation, state);
    for (let n = chance.int(1, 3); n > 0; n -= 1)
      simulation.client(`caller-${n}`, chance.next() * 1000, caller(state));
    if (chance.happens(0.3)) simulation.client('pauser', chance.spread(1000, MINUTE), pauser);
    if (chance.happens(0.3)) simulation.readStreamAgain(chance.spread(1000, 10 * MINUTE));
    if (outage === TWO_DAYS) sweeps(simulation, 30, 49 * 60);
    else sweeps(simulation, 5, 25);
    return state;
  },
  settle(simulation, { receivers }) {
    for (const behavior of Object.values(receivers.behavior)) behavior.poison = undefined;
    // What waits longest is an event alone, for four hours; then the others of its member have their turn.
    for (const at of [2, 20, 40, 250, 251, 270]) simulation.tick(webhookSweeper, at * MINUTE);
  },
  async check(simulation, state) {
    return checkWebhooks(simulation, state);
  },
};
