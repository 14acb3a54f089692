import { APP_TOKENS } from './app-tokens.ts';
import { CLIENT_TOKENS } from './client-tokens.ts';
import { CLUBS } from './clubs.ts';
import { CONFIRMATIONS } from './confirmations.ts';
import type { EndpointExamples } from './example.ts';
import { ME } from './me.ts';
import { MEMBER_BULKS } from './member-bulks.ts';
import { MEMBER_CHANGES } from './member-changes.ts';
import { MEMBER_IMPORTS } from './member-imports.ts';
import { MEMBER_MESSAGES } from './member-messages.ts';
import { MEMBERS } from './members.ts';
import { MESSAGE_BULKS } from './message-bulks.ts';
import { MESSAGES } from './messages.ts';
import { OAUTH } from './oauth.ts';
import { SENDINGS } from './sendings.ts';
import { WEBHOOK_DELIVERIES } from './webhook-deliveries.ts';
import { WEBHOOKS } from './webhooks.ts';

/** What the documents show of every endpoint, by its id. A test asks for each. */
export const EXAMPLES: Readonly<Record<string, EndpointExamples>> = {
  ...CLUBS,
  ...MEMBERS,
  ...CONFIRMATIONS,
  ...OAUTH,
  ...ME,
  ...APP_TOKENS,
  ...MEMBER_BULKS,
  ...MEMBER_IMPORTS,
  ...MEMBER_CHANGES,
  ...MEMBER_MESSAGES,
  ...MESSAGES,
  ...MESSAGE_BULKS,
  ...SENDINGS,
  ...WEBHOOKS,
  ...WEBHOOK_DELIVERIES,
  ...CLIENT_TOKENS,
};
