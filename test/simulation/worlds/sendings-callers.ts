import type { Client } from '../api.ts';
import type { Chance } from '../random.ts';
import type { Simulation } from '../world.ts';

/** Ids in different transmission partitions, and two in one. */
export const MEMBERS = [1, 2, 3, 17] as const;
export const emailOf = (member: number): string => `m${member}@a.no`;
export const numberOf = (member: number): string => `4740${String(member).padStart(6, '0')}`;
const NON_MEMBERS = { email: 'stranger@b.no', msisdn: '4741111111' } as const;

/** The messages that are there at the beginning, by id. */
export interface StoredMessages {
  readonly email: number;
  readonly sms: number;
}

/** One request for a sending; its texts contain its ticket. */
interface Asked {
  readonly ticket: string;
  readonly channel: keyof StoredMessages;
  readonly message: number;
  readonly members: readonly number[];
  readonly audience: boolean;
}

export interface SendingsState {
  readonly asked: Asked[];
  /** Ids of sendings that the API answered. */
  readonly sendings: number[];
  /** Cancels, updates and deletions were asked for. */
  meddled: boolean;
  /** Names of the addresses that members move to: each is used once. */
  moves: number;
}

const EVERYBODY = {
  type: 'inline',
  conditions: [{ condition_group: 'member_properties', field: 'last_name', operator: 'exists' }],
};

const scheduleOf = (chance: Chance) =>
  chance.happens(0.6) ? { type: 'immediate' } : { type: 'relative', in: `${chance.int(1, 9)} minutes` };

const some = <T>(chance: Chance, all: readonly T[], probability: number): T[] =>
  all.filter(() => chance.happens(probability));

const recipientsOf = (chance: Chance, members: readonly number[], ticket: string): object[] => {
  const properties = { ticket };
  const named = members.map((member_id) => ({ member_id, properties }));
  const byAddress = some(chance, MEMBERS, 0.2).map((member) => ({
    email: emailOf(member),
    msisdn: numberOf(member),
    properties,
  }));
  const nonMembers = chance.happens(0.3) ? [{ ...NON_MEMBERS, properties }] : [];
  return [...named, ...byAddress, ...nonMembers];
};

const meddle =
  (state: SendingsState, messages: StoredMessages) =>
  async (client: Client): Promise<void> => {
    const { chance } = client;
    const id = state.sendings.length > 0 ? String(chance.pick(state.sendings)) : undefined;
    if (id === undefined) return;
    state.meddled = true;
    const path = { id };
    if (chance.happens(0.1)) {
      const message = String(messages[chance.pick(['email', 'sms'] as const)]);
      await client.insist('messages.destroy', { path: { id: message } }, 3);
    } else if (chance.happens(0.7)) await client.insist('sendings.cancel', { path }, 3);
    else
      await client.call('sendings.update', {
        path,
        body: { sending: { schedule: scheduleOf(chance), draft: chance.happens(0.2) } },
      });
  };

const changeMember = async (client: Client, simulation: Simulation, state: SendingsState): Promise<void> => {
  const { chance } = client;
  const member = chance.pick(MEMBERS);
  const path = { id: String(member) };
  if (chance.happens(0.2)) {
    await client.insist('members.destroy', { path }, 3);
    return;
  }
  if (chance.happens(0.2)) {
    const mail = simulation.provider.handOvers.find(({ to }) => to === emailOf(member));
    const token = Buffer.from(JSON.stringify([client.slug, member, emailOf(member)])).toString('base64url');
    if (mail)
      await client.insist('members.unsubscribe', { path: { email: emailOf(member) }, body: { token } }, 3);
    return;
  }
  state.moves += 1;
  const body = chance.pick([
    { email_enabled: false },
    { sms_enabled: false },
    { email_enabled: false, sms_enabled: false },
    { email_enabled: true, sms_enabled: true },
    { properties: { last_name: `L${state.moves}` } },
    {
      properties: {
        email: `moved${state.moves}@a.no`,
        msisdn: `47422${String(state.moves).padStart(5, '0')}`,
      },
    },
  ]);
  await client.insist('members.update', { path, body }, 3);
};

const disturb = (
  client: Client,
  simulation: Simulation,
  state: SendingsState,
  messages: StoredMessages,
): Promise<void> =>
  client.chance.happens(0.4) ? meddle(state, messages)(client) : changeMember(client, simulation, state);

const PRIORITIES = [null, 1, 10];

/** Asks for sendings of a message; each request once, for its outcome may be unknown. */
export const sender =
  (state: SendingsState, messages: StoredMessages, simulation: Simulation) =>
  async (client: Client): Promise<void> => {
    const { chance } = client;
    for (let left = chance.int(1, 2); left > 0; left -= 1) {
      const channel = chance.pick(['email', 'sms'] as const);
      const ticket = `T${state.asked.length + 1}`;
      const members = some(chance, MEMBERS, 0.7);
      const audience = channel === 'email' && chance.happens(0.15);
      const recipients = recipientsOf(chance, members, ticket);
      if (recipients.length === 0 && !audience) continue;
      state.asked.push({ ticket, channel, message: messages[channel], members, audience });
      const sending = {
        schedule: scheduleOf(chance),
        priority: PRIORITIES[state.asked.length % PRIORITIES.length],
        recipients,
        ...(audience && { audience: EVERYBODY }),
        ...(chance.happens(0.1) && { draft: true }),
      };
      const { status, body } = await client.call('sendings.create', {
        path: { id: String(messages[channel]) },
        body: { sending },
      });
      if (status === 200) state.sendings.push(body.sending.id);
      // Something soon after it, so that it meets the work.
      await client.sleep(chance.spread(1, chance.pick([300, 3000, 200_000])));
      if (chance.happens(0.5)) await disturb(client, simulation, state, messages);
    }
  };

/** Members who opt out and in, move and go, and a caller that changes and cancels sendings. */
export const meddler =
  (state: SendingsState, messages: StoredMessages, simulation: Simulation) =>
  async (client: Client): Promise<void> => {
    const { chance } = client;
    for (let left = chance.int(1, 4); left > 0; left -= 1) {
      await client.sleep(chance.spread(1, 400_000));
      await disturb(client, simulation, state, messages);
    }
  };
