import { unpack } from '#shared/data/table/packed.ts';
import { eventIdOf, eventRef } from '#shared/domain/webhooks/event-ref.ts';
import type { Item } from '../dynamodb/values.ts';
import type { Simulation, TimedChange } from '../world.ts';
import { ACCESS } from './club.ts';
import { SUBSCRIPTIONS, type WebhooksState } from './webhooks.ts';
import type { Arrival } from './webhooks-receiver.ts';

interface Expected {
  readonly id: string;
  readonly subscription: number;
  readonly member: number;
  readonly at: number;
}

const isMember = (item: Item | undefined): item is Item => item?.['kind'] === 'member';

const EVENTFUL = ['properties', 'consents', 'statuses', 'optin_channel', 'optin_subchannel'];

/** Whether a change is one that receivers see. */
const isEventful = ({ before, after }: TimedChange): boolean => {
  if (!isMember(after)) return isMember(before) && after?.['kind'] === 'tombstone';
  return (
    !isMember(before) || EVENTFUL.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  );
};

/** What was committed, as events; a change's place among all is its sequence number. */
const expectedOf = ({ changes }: Simulation): readonly Expected[] =>
  changes.flatMap((change, index) => {
    if (!isEventful(change)) return [];
    const member = Number((change.after ?? change.before)?.['id']);
    return SUBSCRIPTIONS.map((subscription) => {
      const id = eventIdOf(eventRef(ACCESS.slug, subscription, member, String(index + 1)));
      return { id, subscription, member, at: change.at };
    });
  });

const firsts = (arrivals: readonly Arrival[]): readonly Arrival[] => [
  ...arrivals
    .reduce((found, one) => (found.has(one.id) ? found : found.set(one.id, one)), new Map<string, Arrival>())
    .values(),
];

const checkComplete = (expected: readonly Expected[], { receivers }: WebhooksState): string[] => {
  const arrived = new Set(receivers.arrivals.map(({ id }) => id));
  const due = new Set(expected.map(({ id }) => id));
  return [
    ...[...due].filter((id) => !arrived.has(id) && !receivers.refused.has(id)).map((id) => `${id} was lost`),
    ...[...arrived].filter((id) => !due.has(id)).map((id) => `${id} is of no committed change`),
  ];
};

const checkOrder = ({ receivers }: WebhooksState): string[] => {
  const last = new Map<string, Arrival>();
  return firsts(receivers.arrivals).flatMap((one) => {
    const owner = `${one.subscription} ${one.member}`;
    const before = last.get(owner);
    if (before && before.sequence > one.sequence) return [`${one.id} came after ${before.id}`];
    last.set(owner, one);
    return [];
  });
};

const textOf = (item: Item): string =>
  Object.values(item)
    .map((value) => JSON.stringify(value instanceof Uint8Array ? unpack(value as never) : value))
    .join(' ');

/** What still waits, and what is still stored of members that are gone. */
const checkLeft = ({ model, changes }: Simulation, { people, receivers }: WebhooksState): string[] => {
  const items = [...model.table.all()].filter(({ kind }) => String(kind).startsWith('webhook-'));
  const waiting = items
    .filter(({ kind }) => kind === 'webhook-queued' || kind === 'webhook-partition')
    .map(({ pk, sk }) => `${pk} ${sk} is left`);
  const gone = new Map(
    changes.flatMap(({ after }, index) =>
      after?.['kind'] === 'tombstone' ? [[Number(after['id']), index + 1] as const] : [],
    ),
  );
  const erased = people.filter(({ id }) => id !== undefined && gone.has(id));
  const stored = erased.flatMap(({ id, texts }) =>
    items
      .filter((item) => texts.some((text) => textOf(item).includes(text)))
      .map(({ pk, sk }) => `of ${id}, who was removed, data are in ${pk} ${sk}`),
  );
  const sentLater = erased.flatMap(({ id, texts }) => {
    const ofMember = receivers.arrivals.filter(({ member, isAwaited }) => member === id && isAwaited);
    const removals = new Map(
      SUBSCRIPTIONS.map((one) => [
        one,
        ofMember.findIndex(
          ({ subscription, sequence }) => subscription === one && sequence === gone.get(id ?? 0),
        ),
      ]),
    );
    return ofMember
      .filter(({ subscription }, at) => {
        const removal = removals.get(subscription) ?? -1;
        return removal >= 0 && at > removal;
      })
      .filter(({ text }) => texts.some((one) => text.includes(one)))
      .map((arrival) => `${arrival.id} has data of ${id} after its removal`);
  });
  return [...waiting, ...stored, ...sentLater];
};

const PROMPT_MS = 10 * 60_000;

/** A receiver that is well gets its events at once, whatever the other one does. */
const checkPrompt = (
  { faults }: Simulation,
  expected: readonly Expected[],
  { receivers }: WebhooksState,
): string[] => {
  if (Object.keys(faults.counts).length > 0) return [];
  const arrived = new Map(firsts(receivers.arrivals).map(({ id, at }) => [id, at]));
  return expected
    .filter(({ subscription }) => subscription === SUBSCRIPTIONS[0])
    .filter(({ id, at }) => (arrived.get(id) ?? at) - at > PROMPT_MS)
    .map(({ id }) => `${id} came late`);
};

/** Only a fault is a reason to send what was taken. */
const checkOnce = ({ faults }: Simulation, { receivers: { arrivals } }: WebhooksState): string[] => {
  if (Object.keys(faults.counts).length > 0) return [];
  const again = arrivals.filter(({ id }, index) => arrivals.findIndex((one) => one.id === id) < index);
  return again.map(({ id }) => `${id} came again`);
};

const checkSize = ({ receivers: { largest } }: WebhooksState): string[] =>
  largest > 100 ? [`a POST had ${largest} events`] : [];

export const checkWebhooks = (simulation: Simulation, state: WebhooksState): readonly string[] => {
  const expected = expectedOf(simulation);
  return [
    ...checkComplete(expected, state),
    ...checkOrder(state),
    ...checkLeft(simulation, state),
    ...checkPrompt(simulation, expected, state),
    ...checkOnce(simulation, state),
    ...checkSize(state),
  ];
};
