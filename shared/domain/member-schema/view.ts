import type { Club } from '../clubs/club.ts';
import type { MemberSchema } from './schema.ts';

/** The schema as callers get it. */
export type PublishedSchema = MemberSchema & { readonly country?: string };

const DRAFT_04 = 'http://json-schema.org/draft-04/schema#';

/** The club schema as callers see it (contract §2.4): the operator's document plus the products' scopes. */
export const schemaView = (club: Club) => {
  const scopes = Object.entries(club.products).flatMap(([name, { properties }]) =>
    properties === undefined || properties.length === 0 ? [] : [[name, properties] as const],
  );
  return {
    $schema: DRAFT_04,
    ...club.member_schema,
    required: club.member_schema.required ?? [],
    ...(club.country !== undefined && { country: club.country }),
    ...(scopes.length > 0 && { products: Object.fromEntries(scopes) }),
  };
};
