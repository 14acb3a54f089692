import type { Club } from '#shared/domain/clubs/club.ts';
import { isJsonObject } from '#shared/domain/member-schema/json-value.ts';
import type { Properties } from '#shared/domain/members/member.ts';

/** Values of a person that most clubs know. */
const SAMPLE: Properties = {
  email: 'ann@example.com',
  msisdn: '4740485124',
  first_name: 'Ann',
  last_name: 'Example',
  birthday: '1990-05-17',
};

const BY_TYPE: Readonly<Record<string, unknown>> = { integer: 1, number: 1, boolean: true, array: [] };

const sampleOf = (name: string, schema: unknown): unknown => {
  if (Object.hasOwn(SAMPLE, name)) return SAMPLE[name];
  if (!isJsonObject(schema)) return name;
  const { enum: values, type } = schema;
  if (Array.isArray(values)) return values[0];
  return BY_TYPE[String(type)] ?? name;
};

/** Properties of a made-up member, each of those that the club's schema names. */
export const sampleProperties = (
  { member_schema }: Pick<Club, 'member_schema'>,
  language: string,
): Properties => ({
  ...Object.fromEntries(
    Object.entries(member_schema.properties).map(([name, schema]) => [name, sampleOf(name, schema)]),
  ),
  email: SAMPLE['email'],
  msisdn: SAMPLE['msisdn'],
  language,
});
