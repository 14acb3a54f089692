import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import type { MemberUpdate } from '../packages/client/src/main.ts';
import { UsageError } from './failures.ts';
import { valueRules } from './import/map/mapping.ts';
import { placeOf } from './import/map/member-names.ts';
import { type Nested, put } from './import/map/member-rows.ts';

/** What a command line says of a member: values by name, and names of properties that go. */
export interface MemberChange {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

/** A password on a command line is in the history of the shell; the others are the past of a member. */
const SETTABLE: ReadonlySet<string> = new Set([
  'properties',
  'consents',
  'sms_enabled',
  'email_enabled',
  'push_enabled',
]);

/**
 * The body of an update. Names and values are read as the cells of an import are: by the club's schema.
 * @throws UsageError
 */
export const updateOf = ({ set, remove }: MemberChange, schema: MemberSchema): MemberUpdate => {
  const body: Nested = {};
  const rules = { schema, values: valueRules({}) };
  const placeNamed = (name: string) => {
    const place = placeOf(name, rules);
    if (place && SETTABLE.has(place.path[0] ?? '')) return place;
    throw new UsageError(`"${name}" cannot be changed: the club has no such property, channel or consent.`);
  };
  for (const [name, text] of set) {
    const { path, read } = placeNamed(name);
    const cell = read(text);
    if ('problem' in cell) throw new UsageError(`${name}: "${text}" ${cell.problem}.`);
    put(body, path, cell.value);
  }
  for (const name of remove) {
    const { path } = placeNamed(name);
    if (path[0] !== 'properties') throw new UsageError(`"${name}" is no property and cannot be removed.`);
    put(body, path, null);
  }
  return body;
};
