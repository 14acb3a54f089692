import { type Packed, unpack } from '#shared/data/table/packed.ts';
import type { Item } from '../dynamodb/values.ts';
import type { FaultKind } from '../faults.ts';
import type { Simulation } from '../world.ts';
import type { Attempt, Heard, IdempotencyState } from './idempotency-callers.ts';
import { ITEMS, rowsOf, type Version } from './idempotency-requests.ts';

/** An effect of a request, when it was committed. */
interface Effect {
  readonly label: string;
  readonly at: number;
  items: number;
}

const DAY = 24 * 60 * 60 * 1000;
/** Two clocks, and a function between its look at the clock and its write. */
const TOLERANCE_MS = 45_000;
/** A function's time, its lock's margin and two clocks. */
const BUSY_MS = 90_000;
/** After these a request may find its own write. */
const REPEATS_WRITES: readonly FaultKind[] = ['answerLost', 'appliedTwice', 'failsBefore', 'stalled'];

const RECIPIENT_LABEL = /"label":"(L\d+)"/;

/** What a new item is the effect of. @param byRows labels of bulks by their number of rows */
const LABELS: Readonly<
  Record<string, (item: Item, byRows: ReadonlyMap<number, string>) => string | undefined>
> = {
  member: ({ properties }) => JSON.parse(String(properties)).last_name,
  message: ({ name }) => String(name),
  recipients: ({ recipients }) =>
    RECIPIENT_LABEL.exec(JSON.stringify(unpack(recipients as Packed<object>)))?.[1],
  'bulk-request': ({ members }, byRows) => byRows.get(Number(members)),
};

/** Effects by label, in the order of their commits. */
const effectsOf = (simulation: Simulation, versions: readonly Version[]): Map<string, Effect[]> => {
  const byRows = new Map(versions.map(({ label }) => [rowsOf(label), label]));
  const known = new Set(versions.map(({ label }) => label));
  const effects = new Map<string, Effect[]>();
  for (const { before, after, at } of simulation.changes) {
    if (!after || before?.['kind'] === after['kind']) continue;
    const label = LABELS[String(after['kind'])]?.(after, byRows);
    if (label === undefined || !known.has(label)) continue;
    const all = effects.get(label) ?? [];
    effects.set(label, all);
    const last = all.at(-1);
    if (last?.at === at) last.items += 1;
    else all.push({ label, at, items: 1 });
  }
  return effects;
};

/** Its beginning, and its end with the keys that were ignored. */
const cut = (reply: string): string => `${reply.slice(0, 60)} … ${reply.slice(-60)}`;

const isSuccess = ({ status }: Heard): boolean => status >= 200 && status < 300;

interface Key {
  readonly name: string;
  readonly attempts: readonly Attempt[];
  /** Of all of its requests, in the order of their commits. */
  readonly effects: readonly Effect[];
  readonly simulation: Simulation;
}

type HeardAttempt = Attempt & { readonly heard: Heard };
const heardIn = ({ attempts }: Key): readonly HeardAttempt[] =>
  attempts.filter((one): one is HeardAttempt => one.heard !== undefined);

/** The parts of a bulk that could not be sent stay, and the request may be mended. */
const isKept = ({ label }: Effect, key: Key): boolean => {
  const own = heardIn(key).filter(({ version }) => version.label === label);
  const isBulk = key.attempts.some(({ version: { kind } }) => kind === 'bulk' || kind === 'import');
  return !isBulk || own.some(({ heard }) => isSuccess(heard));
};

/** A key has one effect in a day, and a whole one. */
const checkEffects = (key: Key): string[] => {
  const found: string[] = [];
  const kept = key.effects.filter((effect) => isKept(effect, key));
  for (const [n, { at, label }] of kept.entries()) {
    const next = kept[n + 1];
    if (next && next.at - at < DAY - TOLERANCE_MS)
      found.push(`two effects, ${label} and ${next.label}, ${next.at - at} ms apart`);
  }
  for (const { label, items } of key.effects) {
    const version = key.attempts.find((one) => one.version.label === label)?.version as Version;
    if (version.refusal === 'always') found.push(`${label} had an effect, and its values are wrong`);
    if (items !== ITEMS[version.kind]) found.push(`${label} made ${items} items at once`);
  }
  return found;
};

/** Each success is that of the key's last effect, and all of one effect are equal. */
const checkSuccesses = (key: Key): string[] => {
  const first = new Map<Effect, Heard>();
  return heardIn(key).flatMap(({ version, heard }) => {
    if (!isSuccess(heard)) return [];
    const effect = key.effects.findLast(({ label, at }) => label === version.label && at <= heard.at);
    if (!effect) return [`${version.label} was answered with ${heard.status}, and had no effect`];
    const earlier = first.get(effect) ?? heard;
    first.set(effect, earlier);
    return earlier.reply === heard.reply
      ? []
      : [`${version.label} was answered with ${cut(earlier.reply)}, then with ${cut(heard.reply)}`];
  });
};

const REFUSALS = new Set([422, 470]);

/** Any other answer says what is true: the values are wrong, the key is used, or in use. */
const checkRefusal = (key: Key, attempt: HeardAttempt): string[] => {
  const { version, heard, arrived = 0 } = attempt;
  const { code, status, at } = heard;
  const say = (why: string) => [`${version.label} heard ${status} ${code ?? ''}: ${why}`];
  if (code === 'idempotency_key_reused') {
    const isUsed = key.effects.some((one) => one.label !== version.label && one.at <= at);
    return isUsed ? [] : say('no other request had an effect');
  }
  if (code === 'idempotency_key_in_use') {
    if (!(Number(heard.retryAfter) >= 1)) return say(`Retry-After is ${heard.retryAfter}`);
    const others = key.attempts.filter((one) => one !== attempt && one.arrived !== undefined);
    const isBusy = others.some(
      (one) => Number(one.arrived) <= at && Number(one.arrived) + BUSY_MS >= arrived,
    );
    const meetsItself = REPEATS_WRITES.some((kind) => key.simulation.faults.isPossible(kind));
    return isBusy || meetsItself ? [] : say('nothing was running');
  }
  if (REFUSALS.has(status)) {
    // After a day it is a new request, and its own address is taken.
    const isLate = key.effects.some(
      ({ label, at: since }) => label === version.label && at - since > DAY / 2,
    );
    return version.refusal === 'never' && !isLate ? say('its values are good') : [];
  }
  if (status === 503 || code === 'conflict') return [];
  return say('such an answer is not documented');
};

/** A calm schedule answers everything. */
const checkCalm = ({ simulation, attempts }: Key): string[] => {
  if (Object.keys(simulation.faults.counts).length > 0) return [];
  return attempts.flatMap(({ version, heard }) =>
    heard && heard.status < 500 ? [] : [`${version.label} was not answered: ${heard?.status}`],
  );
};

export const checkIdempotency = (simulation: Simulation, { attempts }: IdempotencyState): string[] => {
  const effects = effectsOf(
    simulation,
    attempts.map(({ version }) => version),
  );
  return [...Map.groupBy(attempts, ({ key }) => key)].flatMap(([name, own]) => {
    const labels = new Set(own.map(({ version }) => version.label));
    const all = [...labels].flatMap((label) => effects.get(label) ?? []);
    const key: Key = { name, attempts: own, simulation, effects: all.sort((a, b) => a.at - b.at) };
    return [
      ...checkEffects(key),
      ...checkSuccesses(key),
      ...heardIn(key).flatMap((one) => (isSuccess(one.heard) ? [] : checkRefusal(key, one))),
      ...checkCalm(key),
    ].map((text) => `${name}: ${text}`);
  });
};
