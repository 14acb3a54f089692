import { PERMIT_MODEL, POLICY_MODEL, TOKEN_MODEL } from '#shared/contracts/client-token-models.ts';
import { DISPATCH_MEMBER_MODEL, DISPATCH_MODEL } from '#shared/contracts/dispatch-models.ts';
import { BULK_MEMBER } from '#shared/contracts/member-bulks.ts';
import { MEMBER_UPDATE_BODY } from '#shared/contracts/member-changes.ts';
import { BULK_MODEL } from '#shared/contracts/member-import-reads.ts';
import { IMPORT_MEMBER } from '#shared/contracts/member-imports.ts';
import { BULK_RESULTS } from '#shared/contracts/message-bulks.ts';
import { MESSAGE_MODEL, SENDING_MODEL } from '#shared/contracts/messaging-models.ts';
import { MEMBER_MODEL, PAGINATION_MODEL, PUBLIC_INFO_MODEL, SCHEMA_MODEL } from '#shared/contracts/models.ts';
import { DOCUMENTED_SPELLING } from '#shared/contracts/spellings.ts';
import { SUBSCRIPTION_MODEL } from '#shared/contracts/webhooks.ts';
import { schemaOf, valueSchema } from '#shared/domain/validation/rule.ts';
import { type Node, ref } from './node.ts';
import { OPTIONAL_PAYLOAD_RULES, PAYLOAD_RULES } from './payloads.ts';
import { mapInside, portable } from './portable.ts';
import { describedModel } from './with-descriptions.ts';

const PAYLOADS = [
  ...Object.entries(PAYLOAD_RULES).map(([name, rule]) => [name, schemaOf(rule)] as const),
  ...Object.entries(OPTIONAL_PAYLOAD_RULES).map(([name, rule]) => [name, valueSchema(rule)] as const),
];

/** Schemas with a name of their own in the document. Contracts and rules share them, so their text finds them. */
const MODELS: Readonly<Record<string, unknown>> = {
  BulkMember: BULK_MEMBER,
  ClientToken: TOKEN_MODEL,
  Dispatch: DISPATCH_MODEL,
  DispatchMember: DISPATCH_MEMBER_MODEL,
  ImportBulk: BULK_MODEL,
  ImportMember: IMPORT_MEMBER,
  Member: MEMBER_MODEL,
  MemberSchema: SCHEMA_MODEL,
  MemberUpdate: MEMBER_UPDATE_BODY,
  Message: MESSAGE_MODEL,
  MessagingBulkResults: BULK_RESULTS,
  Pagination: PAGINATION_MODEL,
  Permit: PERMIT_MODEL,
  Policy: POLICY_MODEL,
  PublicInfo: PUBLIC_INFO_MODEL,
  Sending: SENDING_MODEL,
  Subscription: SUBSCRIPTION_MODEL,
  ...Object.fromEntries(PAYLOADS),
};

/** The recommended spelling of each parameter (contract §1.5). */
const recommended = (schema: unknown): unknown => {
  const spelling = DOCUMENTED_SPELLING.get(schema);
  if (spelling) return spelling;
  if (Array.isArray(schema)) return schema.map(recommended);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, inside]) => [key, recommended(inside)]));
};

const asDocumented = (schema: unknown): Node => portable(recommended(schema) as Node);

const SORTED = Object.entries(MODELS)
  .map(([name, model]) => [name, asDocumented(model)] as const)
  .toSorted(([one], [other]) => (one < other ? -1 : 1));

const names = new Map(SORTED.map(([name, model]) => [JSON.stringify(model), name]));

const withReferences = (schema: Node): Node => {
  const name = names.get(JSON.stringify(schema));
  return name === undefined ? mapInside(schema, withReferences) : ref('schemas', name);
};

/** The schema as the document shows it, with a reference in place of each model. */
export const withModels = (schema: unknown): Node => withReferences(asDocumented(schema));

/** `components/schemas` for the models. */
export const modelSchemas = (): Readonly<Record<string, Node>> =>
  Object.fromEntries(
    SORTED.map(([name, model]) => [name, describedModel(name, mapInside(model, withReferences))]),
  );
