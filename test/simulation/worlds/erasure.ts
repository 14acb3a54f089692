import { erasureWorker, outboxWorker } from '#shared/contracts/queues.ts';
import { sendingSweeper } from '#shared/contracts/scheduled-workers.ts';
import type { Db } from '#shared/data/table/db.ts';
import { unpack } from '#shared/data/table/packed.ts';
import type { Item } from '../dynamodb/values.ts';
import type { ProviderCall } from '../provider.ts';
import type { Simulation, World } from '../world.ts';
import { ACCESS, prepareClub } from './club.ts';
import { checkCounts } from './counts.ts';
import { caller, type ErasureState, MESSAGES as SENDABLE } from './erasure-callers.ts';
import { checkChanges } from './member-changes.ts';
import { storeMessage, sweeps } from './messaging.ts';

/** By the first bytes of gzip (RFC 1952): blocks of members are bytes, too. */
const isPacked = (value: unknown): boolean =>
  value instanceof Uint8Array && value[0] === 0x1f && value[1] === 0x8b;

const CHANNELS = {
  sms: { sender_type: 'alphanumeric', sender_value: 'Simulated' },
  email: { from_name: 'Simulated', from_email: 'club@example.com' },
  push: { platform_applications: { android: 'arn:aws:sns:eu-west-1:123456789012:app/GCM/simulated' } },
} as const;

const localized = (text: string) => ({ en: text, no: text });
const sms = (kind: string) => ({ default: { body: localized(`${kind} of {{member.id}}`) } });
const mail = (kind: string) => ({
  default: { subject: localized(`${kind} of {{member.id}}`), body: localized('<p>Hi</p>') },
});

const MESSAGES = {
  welcome_sms: sms('welcome'),
  welcome_email: mail('welcome'),
  opt_out_sms: sms('farewell'),
  opt_out_email: mail('farewell'),
  password_reset_email: mail('reset'),
};

/** An item with the texts that it has packed. */
const textOf = (item: Item): string =>
  Object.values(item)
    .map((value) => JSON.stringify(isPacked(value) ? unpack(value as never) : value))
    .join(' ');

/** Whether a text stays until the recipients of its ended sending expire: no message had it. */
const waitsForExpiry = ({ provider }: Simulation, item: Item, text: string): boolean =>
  item['sk'] === 'RECIPIENTS' &&
  item['ttl'] !== undefined &&
  !provider.handOvers.some((message) => message.text.includes(text));

/** Every item in which a text of a removed member stands, and every claim of a token that it still has. */
const remains = (simulation: Simulation, state: ErasureState): string[] => {
  const items = [...simulation.model.table.all()];
  const live = new Set(items.filter(({ kind }) => kind === 'member').map(({ id }) => id));
  const isLeft = (item: Item, { id, texts }: ErasureState['people'][number]): boolean =>
    (item['kind'] === 'device-claim' && item['owner'] === id) ||
    texts.some((text) => textOf(item).includes(text) && !waitsForExpiry(simulation, item, text));
  return state.people
    .filter(({ id }) => id !== undefined && !live.has(id))
    .flatMap((person) =>
      items
        .filter((item) => isLeft(item, person))
        .map((item) => `of ${person.id}, who was removed, something stands in ${item['pk']} ${item['sk']}`),
    );
};

/** Mails have tags with their cause; of an SMS there is the text. */
const nameOf = ({ channel, text, tags }: ProviderCall): string =>
  channel === 'email' ? `${tags['event']} of ${tags['member']} by email` : text;

/** Not of a sending, which the world of sendings counts. */
const isAutomatic = ({ channel, text, tags }: ProviderCall): boolean =>
  channel === 'email' ? tags['event'] !== undefined : text.includes(' of ');

/** Each automatic message goes out once; welcomes that were due are not lost when nothing went wrong. */
const checkMessages = (simulation: Simulation, state: ErasureState): string[] => {
  const counts = new Map<string, number>();
  for (const one of simulation.provider.handOvers)
    if (one.taken && isAutomatic(one)) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1);
  const twice = [...counts]
    .filter(([, times]) => times > 1)
    .map(([name, times]) => `${name}: ${times} times`);
  if (Object.keys(simulation.faults.counts).length > 0) return twice;
  const lost = state.people
    .filter(({ id, touched }) => id !== undefined && !touched)
    .flatMap(({ id }) => [`created of ${id} by email`, `welcome of ${id}`])
    .filter((name) => !counts.has(name))
    .map((name) => `${name} was lost`);
  return [...twice, ...lost];
};

const prepare = async (db: Db): Promise<void> => {
  const club = await prepareClub(db, { channels: CHANNELS, messages: MESSAGES });
  SENDABLE.length = 0;
  for (const channel of ['email', 'sms', 'push'] as const)
    SENDABLE.push(await storeMessage(db, club, channel, '2026-02-01T08:00:00.000Z'));
};

export const erasureWorld: World<ErasureState> = {
  name: 'erasure',
  endpoints: [
    'members.create',
    'members.update',
    'members.destroy',
    'members.send-password-reset-token',
    'members.update-app-token',
    'sendings.create',
  ],
  queues: ['delivery', 'sending'],
  streams: [outboxWorker, erasureWorker],
  scheduled: [sendingSweeper],
  access: ACCESS,
  prepare,
  start(simulation) {
    const { chance } = simulation;
    // Sendings take most of the time.
    const state: ErasureState = { people: [], sends: chance.happens(0.1) };
    for (let n = chance.int(1, 3); n > 0; n -= 1)
      simulation.client(`caller-${n}`, chance.next() * 1000, caller(state));
    if (state.sends) sweeps(simulation, 16, 4);
    return state;
  },
  settle(simulation, { sends }) {
    if (sends) sweeps(simulation, 30, 6);
  },
  async check(simulation, state) {
    return [
      ...remains(simulation, state),
      ...checkMessages(simulation, state),
      ...checkCounts(simulation),
      ...checkChanges(simulation),
    ];
  },
};
