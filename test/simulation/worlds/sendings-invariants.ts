import { type Packed, unpack } from '#shared/data/table/packed.ts';
import { memberOfRecipientKey } from '#shared/domain/messaging/dispatch-ref.ts';
import type { Item } from '../dynamodb/values.ts';
import type { FaultKind } from '../faults.ts';
import type { ProviderCall } from '../provider.ts';
import type { Simulation } from '../world.ts';
import { MEMBERS, type SendingsState } from './sendings-callers.ts';
import { type History, historyOf } from './sendings-history.ts';

const TERMINAL = new Set(['transmitted', 'skipped', 'cancelled', 'failed']);

/** After these a worker, or what comes after it, may not know whether a message was handed over. */
const LOSES_ANSWERS: readonly FaultKind[] = ['sendAnswerLost', 'failsBefore', 'killed', 'stalled'];

const itemsOf = ({ model }: Simulation, kind: string): Item[] =>
  [...model.table.all()].filter((item) => item['kind'] === kind);

const countBy = <T>(all: readonly T[], name: (one: T) => string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(name(one), (counts.get(name(one)) ?? 0) + 1);
  return counts;
};

const ticketOf = (providerCall: ProviderCall, tickets: ReadonlyMap<string, number>): number =>
  providerCall.channel === 'email'
    ? Number(/^(\d+)-/.exec(Object.values(providerCall.tags).find((tag) => /^\d+-\d+-/.test(tag)) ?? '')?.[1])
    : (tickets.get(providerCall.text) ?? 0);

/** No address gets two messages of one sending, or one without a claim. */
const checkHandOvers = (
  { provider }: Simulation,
  { claims }: History,
  tickets: ReadonlyMap<string, number>,
): string[] => {
  const claimed = countBy(claims, ({ sending, address }) => `${sending} ${address}`);
  const name = (one: ProviderCall) => `${ticketOf(one, tickets)} ${one.to}`;
  const asked = countBy(provider.handOvers, name);
  const taken = countBy(
    provider.handOvers.filter((one) => one.taken),
    name,
  );
  return [
    ...[...taken].filter(([, times]) => times > 1).map(([to, times]) => `${to}: written to ${times} times`),
    ...[...asked]
      .filter(([to, times]) => times > (claimed.get(to) ?? 0))
      .map(([to, times]) => `${to}: handed over ${times} times, claimed ${claimed.get(to) ?? 0}`),
  ];
};

const checkSending = (
  simulation: Simulation,
  history: History,
  sending: Item,
  dispatches: readonly Item[],
  tickets: ReadonlyMap<string, number>,
): string[] => {
  const found: string[] = [];
  const status = String(sending['status']);
  const say = (text: string) => found.push(`sending ${sending['id']} (${status}): ${text}`);
  const calm = Object.keys(simulation.faults.counts).length === 0;
  const doubtful = LOSES_ANSWERS.some((kind) => simulation.faults.counts[kind]);
  if (status === 'draft') return found;
  if (!TERMINAL.has(status)) say('it has not ended');
  if (sending['due_at'] !== undefined) say('the sweeper must still check it');
  if (calm && status === 'failed') say('it failed, and nothing went wrong');
  const counted = sending['dispatches_count'];
  if (counted !== null && counted !== dispatches.length)
    say(`${counted} dispatches counted, ${dispatches.length} there`);
  const members = new Set(dispatches.flatMap((one) => one['member_id'] ?? [])).size;
  if (counted !== null && sending['members_count'] !== members)
    say(`${sending['members_count']} members counted, ${members} there`);
  const own = history.claims.filter((one) => one.sending === sending['id']);
  const taken = new Set(
    simulation.provider.handOvers
      .filter((one) => one.taken && ticketOf(one, tickets) === sending['id'])
      .map(({ to }) => to),
  );
  for (const dispatch of dispatches) {
    const { transmission_status: state, external_delivery_status: detail } = dispatch;
    const recipient = String(dispatch['recipient']);
    const claims = own.filter((one) => one.recipient === recipient);
    const about = `${recipient} is ${state} (${detail})`;
    const written = claims.some(({ address }) => taken.has(address));
    if (status === 'transmitted' && state === 'scheduled') say(`${about} at its end`);
    if (state === 'transmitted' && !written) say(`${about}, and nothing went out`);
    if (state === 'scheduled' && written) say(`${about}, and it went out`);
    if (state === 'failed' && detail === 'unknown' && !history.claimed.has(`${sending['id']} ${recipient}`))
      say(`${about}, and never claimed`);
    if (state === 'failed' && detail === 'unknown' && !doubtful) say(`${about}, and no answer was lost`);
  }
  return found;
};

/** Who was named and has not changed is not left out by a sending that says it is done. */
const checkNoMemberLost = (
  { untouched }: History,
  state: SendingsState,
  sending: Item,
  dispatches: readonly Item[],
  ticket: string | undefined,
): string[] => {
  const asked = state.asked.find((one) => one.ticket === ticket);
  if (!asked || sending['status'] !== 'transmitted') return [];
  const there = new Set(dispatches.map((one) => memberOfRecipientKey(String(one['recipient']))));
  const wanted = asked.audience ? MEMBERS : asked.members;
  return wanted
    .filter((member) => untouched.has(member) && !there.has(member))
    .map((member) => `sending ${sending['id']} has no dispatch to member ${member}`);
};

const GROUPS: Readonly<Record<string, string>> = { draft: 'draft', scheduled: 'pending' };

/** A message counts its sendings by status. */
const checkTallies = (simulation: Simulation, sendings: readonly Item[]): string[] =>
  itemsOf(simulation, 'message').flatMap((message) => {
    if (message['deleted_at'] !== null) return [];
    const own = sendings.filter((one) => one['message_id'] === message['id']);
    const counts = countBy(own, ({ status }) => GROUPS[String(status)] ?? 'final');
    const tally = message['tally'] as Record<string, number>;
    return ['draft', 'pending', 'final']
      .filter((group) => (tally[group] ?? 0) !== (counts.get(group) ?? 0))
      .map(
        (group) =>
          `message ${message['id']} counts ${tally[group]} ${group}, there are ${counts.get(group) ?? 0}`,
      );
  });

/** A member who was removed leaves no history, and no address in a dispatch that was made for it. */
const checkErased = (simulation: Simulation): string[] => {
  const removed = new Set(itemsOf(simulation, 'tombstone').map(({ id }) => Number(id)));
  const isEmpty = (addresses: unknown) => Object.values(addresses as object).every((one) => one === null);
  return [
    ...itemsOf(simulation, 'member-message')
      .filter(({ recipient }) => removed.has(memberOfRecipientKey(String(recipient)) ?? 0))
      .map(({ pk, sk }) => `${pk} ${sk} is left of a removed member`),
    ...itemsOf(simulation, 'sending-dispatch')
      .filter(({ member_id, addresses }) => removed.has(Number(member_id)) && !isEmpty(addresses))
      .map(({ pk, sk }) => `${pk} ${sk} has the address of a removed member`),
  ];
};

export const checkSendingsWorld = async (
  simulation: Simulation,
  state: SendingsState,
): Promise<readonly string[]> => {
  const history = historyOf(simulation);
  const sendings = itemsOf(simulation, 'sending');
  const dispatches = Map.groupBy(itemsOf(simulation, 'sending-dispatch'), (one) => Number(one['sending_id']));
  const tickets = new Map<string, number>();
  const violations = [...history.violations];
  for (const { key, after } of simulation.changes) {
    if (after?.['kind'] !== 'recipients') continue;
    const [, ticket] =
      /"ticket":"(T\d+)"/.exec(JSON.stringify(unpack(after['recipients'] as Packed<object>))) ?? [];
    const sending = Number(key.pk.split('#')[3]);
    if (ticket === undefined) continue;
    if (tickets.has(ticket) && tickets.get(ticket) !== sending)
      violations.push(`${ticket}: one request made the sendings ${tickets.get(ticket)} and ${sending}`);
    tickets.set(ticket, sending);
  }
  violations.push(
    ...checkHandOvers(simulation, history, tickets),
    ...checkTallies(simulation, sendings),
    ...checkErased(simulation),
  );
  for (const sending of sendings) {
    const own = dispatches.get(Number(sending['id'])) ?? [];
    const ticket = [...tickets].find(([, id]) => id === sending['id'])?.[0];
    violations.push(
      ...checkSending(simulation, history, sending, own, tickets),
      ...checkNoMemberLost(history, state, sending, own, ticket),
    );
  }
  return violations;
};
