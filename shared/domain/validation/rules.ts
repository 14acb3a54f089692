import { isJsonObject, type JsonObject, ownValue } from '../member-schema/json-value.ts';
import { at, type ErrorSymbol, type Options, problem } from './problem.ts';
import {
  bothOf,
  objectSchema,
  type Rule,
  type RuleSchema,
  schemaOf,
  variantsSchema,
  withSchema,
} from './rule.ts';

/** A rule that holds or does not. @param schema as far as JSON Schema can say it */
export const ruleThat = (
  holds: (value: unknown) => boolean,
  error: ErrorSymbol,
  options: Options = {},
  schema: RuleSchema = {},
): Rule =>
  withSchema(
    () => schema,
    (value) => (holds(value) ? [] : [problem(error, value, options)]),
  );

const allOf = (rules: readonly Rule[]) => (): RuleSchema => rules.map(schemaOf).reduce(bothOf, {});

/** Rules in order, each relying on those before it: the problems of the first that finds any. */
export const sequence = (...rules: readonly Rule[]): Rule =>
  withSchema(allOf(rules), (value) => {
    for (const rule of rules) {
      const found = rule(value);
      if (found.length > 0) return found;
    }
    return [];
  });

/** Rules that do not rely on each other: all findings. */
export const each = (...rules: readonly Rule[]): Rule =>
  withSchema(allOf(rules), (value) => rules.flatMap((rule) => rule(value)));

/** A rule that the value itself decides about; its schema is that of a value of which nothing is known. */
export const depending = (build: (value: unknown) => Rule): Rule =>
  withSchema(
    () => schemaOf(build(undefined)),
    (value) => build(value)(value),
  );

/** A rule about what is read from the value: other spellings, which the API document does not show. */
export const reading = (read: (value: unknown) => unknown, rule: Rule): Rule =>
  withSchema(
    () => schemaOf(rule),
    (value) => rule(read(value)),
  );

/** One rule for the values of which `holds` is true, another for the others. */
export const choice = (holds: (value: unknown) => boolean, one: Rule, other: Rule): Rule =>
  withSchema(
    () => ({ anyOf: [one, other].map(schemaOf) }),
    (value) => (holds(value) ? one : other)(value),
  );

/** A rule for the values of which `holds` is true. */
export const when = (holds: (value: unknown) => boolean, rule: Rule): Rule =>
  withSchema(
    () => schemaOf(rule),
    (value) => (holds(value) ? rule(value) : []),
  );

export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/** May be left out; `null` is the same as leaving it out, or removes. */
export const optional = (rule: Rule): Rule => when((value) => !isAbsent(value), rule);

export const required = (rule: Rule): Rule =>
  withSchema(
    () => schemaOf(rule),
    (value) => (isAbsent(value) ? [problem('presence', value)] : rule(value)),
  );

/** May be left out of an update, but not removed by it. */
export const notNullIfPresent = (rule: Rule): Rule => unlessLeftOut(required(rule));

/** May be left out; `null` is a value. */
export const unlessLeftOut = (rule: Rule): Rule => when((value) => value !== undefined, rule);

export const isObject = ruleThat(isJsonObject, 'must_be_an_object', {}, { type: 'object' });

/** The value of an own key; nothing when it is no object or the key is inherited. */
export const valueAt = (object: unknown, key: string): unknown =>
  isJsonObject(object) ? ownValue(object, key) : undefined;

/** Each key of the table by its rule; other keys are none of its business. */
export const fields = (table: Readonly<Record<string, Rule>>): Rule =>
  withSchema(
    () => objectSchema(table),
    (value) => Object.entries(table).flatMap(([key, rule]) => at(key, rule(valueAt(value, key)))),
  );

/** An object whose keys keep the rules of the table. */
export const record = (table: Readonly<Record<string, Rule>>): Rule => sequence(isObject, fields(table));

export const oneOf = (allowed: readonly unknown[]): Rule =>
  ruleThat((value) => allowed.includes(value), 'inclusion', { in: allowed }, { enum: allowed });

/** Each object by the row of its `tag`. @param otherwise for tags without a row, which it refuses */
export const byTag = (tag: string, rows: Readonly<Record<string, Rule>>, otherwise: Rule): Rule =>
  withSchema(
    () => variantsSchema(tag, rows),
    (value) => {
      const name = valueAt(value, tag);
      const row = typeof name === 'string' && Object.hasOwn(rows, name) ? rows[name] : undefined;
      return (row ?? otherwise)(value);
    },
  );

/** An object whose `tag` decides which further rule it keeps. */
export const variants = (tag: string, rows: Readonly<Record<string, Rule>>): Rule =>
  byTag(tag, rows, record({ [tag]: required(oneOf(Object.keys(rows))) }));

/** A rule about the object as a whole: its findings are under `base`. */
export const atBase =
  (rule: Rule): Rule =>
  (value) =>
    at('base', rule(value));

/** `other` must be absent where this attribute is given. */
export const excludes =
  (attribute: string, other: string): Rule =>
  (value) =>
    isAbsent(valueAt(value, attribute)) || isAbsent(valueAt(value, other))
      ? []
      : at(attribute, [
          problem('attribute_cannot_be_present_with', valueAt(value, attribute), { with: other }),
        ]);

export const asObject = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
