import { addUnnamedKeys } from '#shared/unnamed-keys.ts';
import { type Rule, schemaOf } from '../validation/rule.ts';
import { isAbsent, valueAt } from '../validation/rules.ts';
import { asReference } from './audience.ts';
import type { BulkOperationName } from './bulk-operations.ts';
import { newMessage } from './message-draft.ts';
import { isMessageCreation, isMessageUpdate, type MessageContext } from './message-rules.ts';
import { ADDRESS_OF } from './recipient-rules.ts';
import { isSendingPayload } from './sending-rules.ts';
import { underDefinition } from './template-rules.ts';

/** What rules ask about stored records does not show in their schemas. */
export const ANY_CONTEXT: MessageContext & { readonly channels: [] } = {
  now: new Date(0),
  schema: {
    type: 'object',
    identifiers: [],
    languages: [],
    default_language: '',
    version: '',
    properties: {},
  },
  audienceExists: () => true,
  club: { channels: {} },
  findTemplate: () => undefined,
  channels: [],
};

const sending = isSendingPayload(ANY_CONTEXT);

/** What the payload of each operation must be, stored records aside. */
export const PAYLOADS: Readonly<Record<BulkOperationName, Rule>> = {
  'message.create': isMessageCreation(ANY_CONTEXT),
  'message.update': isMessageUpdate(ANY_CONTEXT, newMessage(1, {}, ANY_CONTEXT.now)),
  'sending.create': sending,
  'sending.update': sending,
};

const sendingIn = (payload: unknown): unknown => valueAt(payload, 'sending') ?? payload;

/** Kept and shown; no URL is shortened (contract §5.2.1). */
const unusedShortener = (payload: unknown): readonly string[] =>
  ['shorten_urls', 'track_in_shortener'].filter((name) => valueAt(payload, name) === true);

/** Beside a member's id the addresses of a recipient have no effect (contract §5.2.8). */
const unusedAddresses = (payload: unknown): readonly string[] => {
  const recipients = valueAt(sendingIn(payload), 'recipients');
  return (Array.isArray(recipients) ? recipients : [])
    .filter((one) => !isAbsent(valueAt(one, 'member_id')))
    .flatMap((one) => Object.values(ADDRESS_OF).filter((name) => !isAbsent(valueAt(one, name))));
};

const read = (value: object) => underDefinition(asReference(value)) as Readonly<Record<string, unknown>>;

/** Keys of a valid payload without an effect (contract §1.5). */
export const unusedPayloadKeys = (name: string, payload: unknown): readonly string[] => {
  const rule = new Map<string, Rule>(Object.entries(PAYLOADS)).get(name);
  if (!rule) return [];
  const found = new Set<string>();
  addUnnamedKeys([schemaOf(rule)], payload, found, { read });
  return [...found, ...unusedShortener(payload), ...unusedAddresses(payload)];
};
