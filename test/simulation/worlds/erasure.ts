import { erasureWorker, outboxWorker } from '#shared/contracts/queues.ts';
import type { Client } from '../api.ts';
import type { ProviderCall } from '../provider.ts';
import type { Simulation, World } from '../world.ts';
import { ACCESS, prepareClub } from './club.ts';

const CHANNELS = {
  sms: { sender_type: 'alphanumeric', sender_value: 'Simulated' },
  email: { from_name: 'Simulated', from_email: 'club@example.com' },
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

/** One creation, and every address that was ever sent for its member; no other has them. */
interface Person {
  readonly addresses: string[];
  id?: number;
  /** Something but its creation was asked for. */
  touched: boolean;
}

interface ErasureState {
  readonly people: Person[];
}

const join = async (client: Client, state: ErasureState): Promise<Person> => {
  const n = state.people.length + 1;
  const person: Person = {
    addresses: [`planted${n}@a.no`, `4743${String(n).padStart(6, '0')}`],
    touched: false,
  };
  state.people.push(person);
  const [email, msisdn] = person.addresses;
  const properties = { email, msisdn, first_name: 'P', last_name: String(n) };
  const welcome = { send_email_welcome_message: true, send_sms_welcome_message: true };
  const { status, body } = await client.call('members.create', { body: { properties, ...welcome } });
  if (status === 200) person.id = body.id;
  return person;
};

const move = async (client: Client, person: Person, id: string): Promise<void> => {
  const email = `moved${person.addresses.length}-${person.addresses[0]}`;
  person.addresses.push(email);
  await client.call('members.update', { path: { id }, body: { properties: { email } } });
};

const ask = async (client: Client, person: Person): Promise<void> => {
  const email = String(person.addresses.filter((one) => one.includes('@')).at(-1));
  await client.call('members.send-password-reset-token', { path: { email } });
};

const caller =
  (state: ErasureState) =>
  async (client: Client): Promise<void> => {
    const { chance } = client;
    for (let left = chance.int(1, 3); left > 0; left -= 1) {
      const person = await join(client, state);
      if (person.id === undefined) continue;
      const id = String(person.id);
      for (let acts = chance.int(0, 4); acts > 0; acts -= 1) {
        await client.sleep(chance.spread(1, chance.pick([100, 3000, 600_000])));
        person.touched = true;
        const act = chance.pick(['move', 'ask', 'ask', 'destroy'] as const);
        if (act === 'move') await move(client, person, id);
        else if (act === 'ask') await ask(client, person);
        else await client.insist('members.destroy', { path: { id } }, 4);
      }
    }
  };

/** Every item in which a text of a removed member stands. */
const remains = (simulation: Simulation, state: ErasureState): string[] => {
  const items = [...simulation.model.table.all()];
  const live = new Set(items.filter(({ kind }) => kind === 'member').map(({ id }) => id));
  return state.people.flatMap(({ id, addresses }) =>
    id === undefined || live.has(id)
      ? []
      : items
          .filter((item) => addresses.some((address) => JSON.stringify(item).includes(address)))
          .map((item) => `of ${id}, who was removed, something stands in ${item['pk']} ${item['sk']}`),
  );
};

/** Mails have tags with their cause; of an SMS there is the text. */
const nameOf = ({ channel, text, tags }: ProviderCall): string =>
  channel === 'email' ? `${tags['event']} of ${tags['member']} by email` : text;

/** Each message goes out once; welcomes that were due are not lost when nothing went wrong. */
const checkMessages = (simulation: Simulation, state: ErasureState): string[] => {
  const counts = new Map<string, number>();
  for (const one of simulation.provider.handOvers)
    if (one.taken) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1);
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

export const erasureWorld: World<ErasureState> = {
  name: 'erasure',
  endpoints: ['members.create', 'members.update', 'members.destroy', 'members.send-password-reset-token'],
  queues: ['delivery'],
  streams: [outboxWorker, erasureWorker],
  scheduled: [],
  access: ACCESS,
  prepare: (db) => prepareClub(db, { channels: CHANNELS, messages: MESSAGES }),
  start(simulation) {
    const { chance } = simulation;
    const state: ErasureState = { people: [] };
    for (let n = chance.int(1, 3); n > 0; n -= 1)
      simulation.client(`caller-${n}`, chance.next() * 1000, caller(state));
    return state;
  },
  settle() {},
  async check(simulation, state) {
    return [...remains(simulation, state), ...checkMessages(simulation, state)];
  },
};
