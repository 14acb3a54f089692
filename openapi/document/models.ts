import { PERMIT_MODEL, POLICY_MODEL, TOKEN_MODEL } from '#shared/contracts/client-token-models.ts';
import { DISPATCH_MEMBER_MODEL, DISPATCH_MODEL } from '#shared/contracts/dispatch-models.ts';
import { BULK_MEMBER } from '#shared/contracts/member-bulks.ts';
import { MEMBER_UPDATE_BODY } from '#shared/contracts/member-changes.ts';
import { BULK_MODEL } from '#shared/contracts/member-import-reads.ts';
import { IMPORT_MEMBER } from '#shared/contracts/member-imports.ts';
import { BULK_RESULTS } from '#shared/contracts/message-bulks.ts';
import { MESSAGE_MODEL, SENDING_MODEL } from '#shared/contracts/messaging-models.ts';
import { MEMBER_MODEL, PAGINATION_MODEL, PUBLIC_INFO_MODEL, SCHEMA_MODEL } from '#shared/contracts/models.ts';
import { CLIENT_TOKEN_PAYLOAD, CLIENT_TOKEN_UPDATE_PAYLOAD } from '../payloads/client-token-payloads.ts';
import {
  CHANNEL_PAYLOAD,
  MESSAGE_PAYLOAD,
  MESSAGE_UPDATE_PAYLOAD,
  OPERATION,
  TEMPLATE_PAYLOAD,
} from '../payloads/messaging-payloads.ts';
import {
  AUDIENCE_PAYLOAD,
  RECIPIENT_PAYLOAD,
  SCHEDULE_PAYLOAD,
  SENDING_PAYLOAD,
} from '../payloads/sending-payloads.ts';
import { type Node, ref } from './node.ts';
import { describedModel } from './with-descriptions.ts';

/** Schemas with a name of their own in the document. Contracts share them as objects, so identity finds them. */
const MODELS: Readonly<Record<string, object>> = {
  AudiencePayload: AUDIENCE_PAYLOAD,
  BulkMember: BULK_MEMBER,
  ChannelPayload: CHANNEL_PAYLOAD,
  ClientToken: TOKEN_MODEL,
  ClientTokenPayload: CLIENT_TOKEN_PAYLOAD,
  ClientTokenUpdatePayload: CLIENT_TOKEN_UPDATE_PAYLOAD,
  Dispatch: DISPATCH_MODEL,
  DispatchMember: DISPATCH_MEMBER_MODEL,
  ImportBulk: BULK_MODEL,
  ImportMember: IMPORT_MEMBER,
  Member: MEMBER_MODEL,
  MemberSchema: SCHEMA_MODEL,
  MemberUpdate: MEMBER_UPDATE_BODY,
  Message: MESSAGE_MODEL,
  MessagePayload: MESSAGE_PAYLOAD,
  MessageUpdatePayload: MESSAGE_UPDATE_PAYLOAD,
  MessagingBulkResults: BULK_RESULTS,
  MessagingOperation: OPERATION,
  Pagination: PAGINATION_MODEL,
  Permit: PERMIT_MODEL,
  Policy: POLICY_MODEL,
  PublicInfo: PUBLIC_INFO_MODEL,
  RecipientPayload: RECIPIENT_PAYLOAD,
  SchedulePayload: SCHEDULE_PAYLOAD,
  Sending: SENDING_MODEL,
  SendingPayload: SENDING_PAYLOAD,
  TemplatePayload: TEMPLATE_PAYLOAD,
};

const names = new Map(Object.entries(MODELS).map(([name, model]) => [model, name]));

const inside = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withModels);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withModels(child)]));
};

/** The schema with a reference in place of each model. */
export const withModels = (schema: unknown): unknown => {
  const name = typeof schema === 'object' && schema !== null ? names.get(schema) : undefined;
  return name === undefined ? inside(schema) : ref('schemas', name);
};

/** `components/schemas` for the models. */
export const modelSchemas = (): Node =>
  Object.fromEntries(
    Object.entries(MODELS).map(([name, model]) => [name, describedModel(name, inside(model) as Node)]),
  );
