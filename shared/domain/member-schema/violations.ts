import type { ErrorObject } from 'ajv-draft-04';
import { echoed, echoedText } from '../validation/echo.ts';
import { grouped } from './grouped.ts';
import { pointerTokens } from './json-pointer.ts';
import type { JsonObject } from './json-value.ts';
import type { Violation } from './keyword-errors.ts';

/** The key under which rules about the properties as a whole are reported (`minProperties`, `anyOf` at the root, …). */
export const WHOLE = 'properties';

/** A violation and the top-level property it is reported under. */
interface PlacedViolation {
  readonly property: string;
  readonly violation: Violation;
}

/** Keywords for which ajv makes one error per name, with the parameter that holds the name. */
const NAME_PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['required', 'missingProperty'],
  ['additionalProperties', 'additionalProperty'],
]);

/** Where an error about the root object goes: to the property it names, if it names one. */
const ROOT_NAME_PARAMETERS: ReadonlyMap<string, string> = new Map([
  ...NAME_PARAMETERS,
  ['dependencies', 'property'],
]);

function parameter(error: ErrorObject, table: ReadonlyMap<string, string>): string | undefined {
  const name = table.get(error.keyword);
  return name === undefined ? undefined : String((error.params as JsonObject)[name]);
}

function topLevelProperty(error: ErrorObject): string {
  const [property] = pointerTokens(error.instancePath);
  return property ?? parameter(error, ROOT_NAME_PARAMETERS) ?? WHOLE;
}

function schemaOf(error: ErrorObject): JsonObject {
  return error.parentSchema ?? {};
}

/** Errors of one schema on one value, together, in the order in which ajv came to them first. */
function byPlace(errors: readonly ErrorObject[]): ErrorObject[][] {
  const bySchema = [...grouped(errors, schemaOf).values()];
  const groups = bySchema.flatMap((ofSchema) => [
    ...grouped(ofSchema, (error) => error.instancePath).values(),
  ]);
  const position = new Map(errors.map((error, index) => [error, index]));
  const first = ([error]: readonly ErrorObject[]): number => (error && position.get(error)) ?? 0;
  return groups.sort((a, b) => first(a) - first(b));
}

/** ajv checks by type of value; the contract requires the order in which the schema writes its keywords. */
function asWritten(errors: readonly ErrorObject[]): ErrorObject[] {
  const order = Object.keys(schemaOf(errors[0] as ErrorObject));
  return errors.toSorted((a, b) => order.indexOf(a.keyword) - order.indexOf(b.keyword));
}

function toViolation(error: ErrorObject, names: readonly string[]): PlacedViolation {
  return {
    property: topLevelProperty(error),
    violation: {
      keyword: error.keyword,
      expected: error.schema,
      schema: schemaOf(error),
      value: echoed(error.data),
      params: error.params,
      names: names.map(echoedText),
    },
  };
}

/** One violation per keyword: several missing or unknown names of a nested object are one. At the root each name is its own. */
function mergeNames(errors: readonly ErrorObject[]): PlacedViolation[] {
  const names = (keyword: string): string[] =>
    errors
      .filter((error) => error.keyword === keyword)
      .map((error) => parameter(error, NAME_PARAMETERS) ?? '');
  return errors.flatMap((error, index) => {
    const name = parameter(error, NAME_PARAMETERS);
    if (name === undefined) return [toViolation(error, [])];
    if (error.instancePath === '') return [toViolation(error, [name])];
    const isFirst = errors.findIndex((other) => other.keyword === error.keyword) === index;
    return isFirst ? [toViolation(error, names(error.keyword))] : [];
  });
}

/** ajv's errors as violations: one per violated keyword and offending value, in the order the keywords are written. */
export function toViolations(errors: readonly ErrorObject[]): PlacedViolation[] {
  return byPlace(errors).flatMap((group) => mergeNames(asWritten(group)));
}
