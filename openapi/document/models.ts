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
import { schemaOf } from '#shared/domain/validation/rule.ts';
import { type Node, ref } from './node.ts';
import { PAYLOAD_RULES } from './payloads.ts';
import { describedModel } from './with-descriptions.ts';

const PAYLOADS = Object.entries(PAYLOAD_RULES).map(([name, rule]) => [name, schemaOf(rule)] as const);

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
  ...Object.fromEntries(PAYLOADS),
};
const SORTED = Object.entries(MODELS).toSorted(([one], [other]) => (one < other ? -1 : 1));

const names = new Map(SORTED.map(([name, model]) => [JSON.stringify(model), name]));

const inside = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withModels);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withModels(child)]));
};

/** The schema with a reference in place of each model, and the recommended spelling of each parameter. */
export const withModels = (schema: unknown): unknown => {
  const spelling = DOCUMENTED_SPELLING.get(schema);
  if (spelling) return spelling;
  const name = typeof schema === 'object' ? names.get(JSON.stringify(schema)) : undefined;
  return name === undefined ? inside(schema) : ref('schemas', name);
};

/** `components/schemas` for the models. */
export const modelSchemas = (): Node =>
  Object.fromEntries(SORTED.map(([name, model]) => [name, describedModel(name, inside(model) as Node)]));
