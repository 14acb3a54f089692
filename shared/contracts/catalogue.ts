import * as appTokens from './app-tokens.ts';
import * as clientTokens from './client-tokens.ts';
import * as clubs from './clubs.ts';
import * as confirmations from './confirmations.ts';
import type { EndpointContract, PageContract, Routed } from './endpoint.ts';
import * as me from './me.ts';
import * as memberBulks from './member-bulks.ts';
import * as memberChanges from './member-changes.ts';
import * as memberHistory from './member-history.ts';
import * as memberImportReads from './member-import-reads.ts';
import * as memberImports from './member-imports.ts';
import * as memberList from './member-list.ts';
import * as memberMessages from './member-messages.ts';
import * as members from './members.ts';
import * as messageBulks from './message-bulks.ts';
import * as messageSettings from './message-settings.ts';
import * as messages from './messages.ts';
import * as oauth from './oauth.ts';
import * as pages from './pages.ts';
import * as sendings from './sendings.ts';
import * as webhookDeliveries from './webhook-deliveries.ts';
import * as webhooks from './webhooks.ts';

/** Every endpoint of the API, once. Routes, grants, documents and architecture tests read this list. */
export const CATALOGUE: readonly EndpointContract[] = [
  clubs.clubsSchema,
  members.membersCreate,
  memberChanges.membersUpdate,
  memberChanges.membersDestroy,
  memberChanges.membersValidate,
  memberList.membersList,
  members.membersGet,
  members.membersGetByMsisdn,
  members.membersGetByEmail,
  members.membersPublicInfo,
  members.membersPublicInfoByMsisdn,
  members.membersPublicInfoByEmail,
  memberHistory.memberChangesList,
  memberHistory.memberChangesConsents,
  memberMessages.memberMessagesList,
  memberMessages.memberMessagesGet,
  confirmations.membersSendPasswordResetToken,
  confirmations.membersVerifyToken,
  confirmations.membersResetPassword,
  confirmations.membersUnsubscribe,
  confirmations.membersVerifyEmail,
  oauth.oauthToken,
  oauth.oauthRevoke,
  oauth.oauthTokenInfo,
  me.meGet,
  me.meUpdate,
  me.meDestroy,
  me.meUpdatePassword,
  appTokens.membersUpdateAppToken,
  appTokens.meUpdateAppToken,
  appTokens.meAppTokens,
  memberBulks.memberBulksCreateOrUpdate,
  memberBulks.memberBulksStatus,
  messages.messagesList,
  messages.messagesCreate,
  messages.messagesGet,
  messages.messagesUpdate,
  messages.messagesDestroy,
  messageBulks.messagesBulks,
  messageSettings.messagesSettings,
  sendings.sendingsGet,
  sendings.sendingsCreate,
  sendings.sendingsUpdate,
  sendings.sendingsCancel,
  sendings.dispatchesList,
  sendings.dispatchesMembers,
  memberImports.memberImportsCreate,
  memberImportReads.memberImportsShow,
  memberImportReads.memberImportsBulk,
  memberImportReads.memberImportsBulkByRequestNumber,
  webhooks.webhooksList,
  webhooks.webhooksCreate,
  webhooks.webhooksShow,
  webhooks.webhooksUpdate,
  webhooks.webhooksDestroy,
  webhooks.webhooksRotateSecret,
  webhooks.webhooksTest,
  webhookDeliveries.webhooksDeliveries,
  webhookDeliveries.webhooksReplay,
  clientTokens.tokensList,
  clientTokens.tokensCreate,
  clientTokens.tokensPermits,
  clientTokens.tokensPolicies,
  clientTokens.tokensFind,
  clientTokens.tokensShow,
  clientTokens.tokensUpdate,
  clientTokens.tokensDestroy,
];

/** Every page, once. Pages are no part of the API's documents: their callers are people with a link. */
export const PAGES: readonly PageContract[] = [
  pages.pagesUnsubscribe,
  pages.pagesVerifyEmail,
  pages.pagesSecureAccount,
  pages.pagesResetPassword,
];

/** Everything behind the gateway. */
export const ROUTED: readonly Routed[] = [...CATALOGUE, ...PAGES];
