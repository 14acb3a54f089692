import fc from 'fast-check';
import { small, texts, word } from './conformance-shapes.ts';

type Input = any;

interface Clause {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, fc.Arbitrary<unknown>>>;
}

/** Conditions of the project, and the operators that they are made of. */
const CONDITIONS: readonly Clause[] = [
  { expression: 'attribute_not_exists(pk)' },
  { expression: 'attribute_exists(pk)' },
  { expression: '#version = :n', names: { '#version': 'version' }, values: { ':n': small } },
  {
    expression: '#version = :n AND kind = :k',
    names: { '#version': 'version' },
    values: { ':n': small, ':k': fc.constant('member') },
  },
  {
    expression: '#owner = :n AND #at = :t',
    names: { '#owner': 'owner', '#at': 'at' },
    values: { ':n': small, ':t': fc.constant('2026-01-01') },
  },
  {
    expression: 'attribute_not_exists(pk) OR version = :n OR ends_at <= :m',
    values: { ':n': small, ':m': small },
  },
  { expression: 'attribute_not_exists(ends_at) OR ends_at > :n', values: { ':n': small } },
  {
    expression:
      '(attribute_not_exists(#count) OR #count <= :n) AND (attribute_not_exists(ends_at) OR ends_at < :m)',
    names: { '#count': 'count' },
    values: { ':n': small, ':m': small },
  },
  {
    expression: 'devices.#d.#token = :w',
    names: { '#d': 'd1', '#token': 'token' },
    values: { ':w': word },
  },
  { expression: 'attribute_exists(devices.#d)', names: { '#d': 'd2' } },
  { expression: 'NOT contains(marks, :w)', values: { ':w': word } },
  { expression: 'attribute_not_exists(numbers) OR NOT contains(numbers, :n)', values: { ':n': small } },
  { expression: 'kind <> :k AND NOT ends_at IN (:n, :m)', values: { ':k': word, ':n': small, ':m': small } },
  { expression: 'size(marks) >= :n', values: { ':n': small } },
  { expression: 'version BETWEEN :n AND :m', values: { ':n': small, ':m': fc.constantFrom(3, 4) } },
  {
    expression: 'begins_with(email, :w) OR nothing = :null',
    values: { ':w': word, ':null': fc.constant(null) },
  },
  { expression: 'marks = :s', values: { ':s': texts } },
  { expression: 'attribute_type(version, :t)', values: { ':t': fc.constantFrom('N', 'S') } },
];

const UPDATES: readonly Clause[] = [
  { expression: 'ADD version :n', values: { ':n': small } },
  { expression: 'SET ends_at = :n, kind = :k', values: { ':n': small, ':k': word } },
  {
    expression: 'SET ends_at = if_not_exists(ends_at, :n) ADD version :m',
    values: { ':n': small, ':m': small },
  },
  { expression: 'SET version = version + :n REMOVE kind', values: { ':n': small } },
  {
    expression: 'ADD marks :s, numbers :t',
    values: { ':s': texts, ':t': fc.constantFrom(new Set([1]), new Set([2, 3])) },
  },
  { expression: 'DELETE marks :s', values: { ':s': texts } },
  { expression: 'REMOVE devices.#d ADD version :n', names: { '#d': 'd1' }, values: { ':n': small } },
  {
    expression: 'SET devices.#d.endpoint = :w',
    names: { '#d': 'd1' },
    values: { ':w': word },
  },
  { expression: 'SET due_at = :w REMOVE due_shard, email', values: { ':w': fc.constantFrom('4', '0') } },
  {
    expression: 'SET flag = :b, nothing = :null, entries = :l',
    values: { ':b': fc.boolean(), ':null': fc.constant(null), ':l': fc.constant([{ a: [1] }]) },
  },
  {
    expression: 'SET #state = :o ADD version :n REMOVE gone',
    names: { '#state': 'state' },
    values: { ':o': word, ':n': small },
  },
  { expression: 'SET entries[0] = :n', values: { ':n': small } },
  {
    expression: 'SET entries = list_append(if_not_exists(entries, :e), :l)',
    values: { ':e': fc.constant([]), ':l': fc.constant(['x']) },
  },
];

/** Two clauses do not name their placeholders alike: each has its own prefix. */
const said = (key: string, mark: string, clauses: readonly Clause[]): fc.Arbitrary<Input> =>
  fc.constantFrom(...clauses).chain(({ expression, names = {}, values = {} }) =>
    fc.record(values).map((bound) => ({
      [key]: expression.replace(/([#:])(\w+)/g, `$1${mark}$2`),
      ExpressionAttributeNames: Object.fromEntries(
        Object.entries(names).map(([name, value]) => [name.replace('#', `#${mark}`), value]),
      ),
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(bound).map(([name, value]) => [name.replace(':', `:${mark}`), value]),
      ),
    })),
  );

export const condition = said('ConditionExpression', 'c', CONDITIONS);
export const change = said('UpdateExpression', 'u', UPDATES);
