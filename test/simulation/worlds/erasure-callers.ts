import type { Client } from '../api.ts';

/** One creation, and every text that was ever sent for its member; no other has them. */
interface Person {
  readonly n: number;
  /** E-mail addresses, a number, tokens of devices, properties of recipients. */
  readonly texts: string[];
  email: string;
  id?: number;
  /** Something but its creation was asked for. */
  touched: boolean;
}

export interface ErasureState {
  readonly people: Person[];
  /** Whether there are sendings. */
  readonly sends: boolean;
}

const AUDIENCE = {
  type: 'inline',
  conditions: [{ condition_group: 'member_properties', field: 'last_name', operator: 'exists' }],
};

const join = async (client: Client, state: ErasureState): Promise<Person> => {
  const n = state.people.length + 1;
  const email = `planted${n}@a.no`;
  const msisdn = `4743${String(n).padStart(6, '0')}`;
  const person: Person = { n, texts: [email, msisdn], email, touched: false };
  state.people.push(person);
  const properties = { email, msisdn, first_name: 'P', last_name: String(n) };
  const welcome = { send_email_welcome_message: true, send_sms_welcome_message: true };
  const { status, body } = await client.call('members.create', { body: { properties, ...welcome } });
  if (status === 200) person.id = body.id;
  return person;
};

type Act = (client: Client, person: Person) => Promise<unknown>;

const idOf = ({ id }: Person) => ({ id: String(id) });

/** A text of this member that no other one contains. */
const planted = (person: Person, kind: string, domain = ''): string => {
  const text = `${kind}${person.texts.length}-of-${person.n}-end${domain}`;
  person.texts.push(text);
  return text;
};

/** A token may be another member's, who loses it. */
const SHARED_DEVICE = 'a-device-of-several-members';

const ACTS: Readonly<Record<string, Act>> = {
  move: (client, person) => {
    person.email = planted(person, 'moved', '@a.no');
    const body = { properties: { email: person.email } };
    return client.call('members.update', { path: idOf(person), body });
  },
  ask: (client, { email }) => client.call('members.send-password-reset-token', { path: { email } }),
  register: (client, person) => {
    const app_token = client.chance.happens(0.3) ? SHARED_DEVICE : planted(person, 'device');
    const body = { app_token, app_platform: 'android' };
    return client.call('members.update-app-token', { path: idOf(person), body });
  },
  send: (client, person) => {
    const { chance } = client;
    const recipients = [{ member_id: person.id, properties: { ticket: planted(person, 'ticket') } }];
    const sending = {
      schedule: chance.happens(0.6)
        ? { type: 'immediate' }
        : { type: 'relative', in: `${chance.int(1, 9)} minutes` },
      ...(chance.happens(0.7) && { recipients }),
      ...(chance.happens(0.5) && { audience: AUDIENCE }),
    };
    const message = String(chance.pick(MESSAGES));
    return client.call('sendings.create', { path: { id: message }, body: { sending } });
  },
  destroy: (client, person) => client.insist('members.destroy', { path: idOf(person) }, 4),
};

/** Ids of the messages that are there at the beginning. */
export const MESSAGES: number[] = [];

const CHOICES = ['move', 'ask', 'ask', 'register', 'destroy'];
const WITH_SENDINGS = ['move', 'ask', 'register', 'send', 'send', 'destroy', 'destroy'];

export const caller =
  (state: ErasureState) =>
  async (client: Client): Promise<void> => {
    const { chance } = client;
    for (let left = chance.int(1, 3); left > 0; left -= 1) {
      const person = await join(client, state);
      if (person.id === undefined) continue;
      for (let acts = chance.int(0, 5); acts > 0; acts -= 1) {
        await client.sleep(chance.spread(1, chance.pick([100, 3000, 600_000])));
        person.touched = true;
        await ACTS[chance.pick(state.sends ? WITH_SENDINGS : CHOICES)]?.(client, person);
      }
    }
  };
