import type { MemberSchema } from '../../packages/client/src/main.ts';
import { CommandFailed } from '../failures.ts';
import type { SmokeContext } from './smoke-context.ts';

type Schema = Readonly<Record<string, unknown>>;

const FORMATS: Readonly<Record<string, string>> = {
  date: '1990-01-31',
  'date-time': '1990-01-31T12:00:00Z',
  time: '12:00:00',
  uri: 'https://example.com/',
  email: 'nobody@example.com',
};

const textOf = ({ format, minLength }: Schema): string =>
  FORMATS[String(format)] ?? 'Smoke'.padEnd(Number(minLength ?? 0), 'x');

const numberOf = ({ minimum, maximum, exclusiveMinimum }: Schema): number => {
  if (minimum !== undefined) return Number(minimum) + (exclusiveMinimum === true ? 1 : 0);
  return maximum === undefined ? 1 : Number(maximum);
};

const BY_TYPE: Readonly<Record<string, (schema: Schema) => unknown>> = {
  string: textOf,
  integer: numberOf,
  number: numberOf,
  boolean: () => true,
  array: ({ items, minItems }) =>
    Array.from({ length: Number(minItems ?? 0) }, () => sampleOf(items as Schema)),
  object: () => ({}),
};

/** A value that a plain schema takes; what schemas can ask beyond that is for `--properties`. */
const sampleOf = (schema: Schema): unknown => {
  const { enum: values, type } = schema;
  if (Array.isArray(values)) return values[0];
  const [first = 'string'] = [type].flat() as string[];
  return BY_TYPE[first]?.(schema) ?? 'Smoke';
};

const IDENTIFIERS = new Set(['email', 'msisdn']);

/** What a member of this club needs beside its identifiers. */
export const sampleProperties = (schema: MemberSchema): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    (schema.required ?? [])
      .filter((name) => !IDENTIFIERS.has(name))
      .map((name) => [name, sampleOf((schema.properties[name] ?? {}) as Schema)]),
  );

/** The consents without which a club takes no member. */
export const sampleConsents = ({ consents = {} }: MemberSchema): SmokeContext['consents'] =>
  Object.fromEntries(
    Object.entries(consents)
      .filter(([, consent]) => (consent as { required?: unknown }).required === true)
      .map(([slug]) => [slug, { status: true }]),
  );

/** @throws CommandFailed */
export const readProperties = (json: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>;
  } catch {
    // Reported below.
  }
  throw new CommandFailed('--properties is not a JSON object.');
};
