/** What the package exports. */
export type { CallOptions, PagedCall, ResponseInfo, Retry } from './call.ts';
export { createClient, type LoyaltyClient } from './client.ts';
export {
  type AnyLoyaltyApiError,
  type ApiErrorCode,
  type ErrorCode,
  isLoyaltyApiError,
  LoyaltyApiError,
  LoyaltyConnectionError,
} from './errors.ts';
export type { Api } from './generated/api.ts';
export type * from './generated/models.ts';
export type { BackgroundJob, ImportError, MemberBulkJob, MemberImport, RowError } from './jobs.ts';
export type { LogIn, MemberSession, MemberTokens, SessionOptions } from './member-session.ts';
export type { ClientSettings } from './settings.ts';
export type { WaitOptions } from './waiting.ts';
export type { CancelSignal, FetchInit, FetchResponse, ResponseHeaders } from './web.ts';
export { verifyWebhook, type WebhookHeaders, WebhookVerificationError } from './webhook.ts';
export type { FirstVersionEvent, MemberEvent, WebhookBody } from './webhook-events.ts';
