import type { PageContract } from './endpoint.ts';

const common = {
  methods: ['GET', 'POST'],
  family: 'pages',
  parameters: { token: 'text' },
  grants: ['table:read', 'table:write', 'secrets'],
  timeout: 15,
} as const;

/** Also the target of the one-click POST of mail programs (RFC 8058). */
export const pagesUnsubscribe = {
  ...common,
  id: 'pages.unsubscribe',
  summary: 'Page: stop e-mail',
  paths: ['unsubscribe/:token'],
} as const satisfies PageContract;

export const pagesVerifyEmail = {
  ...common,
  id: 'pages.verify-email',
  summary: 'Page: confirm an e-mail address',
  paths: ['verify_email/:token'],
  grants: [...common.grants, 'queue:delivery'],
} as const satisfies PageContract;

export const pagesResetPassword = {
  ...common,
  id: 'pages.reset-password',
  summary: 'Page: choose a new password',
  paths: ['reset_password/:token'],
  grants: [...common.grants, 'queue:delivery'],
} as const satisfies PageContract;

/** Behind the message to the address that a member has replaced. */
export const pagesSecureAccount = {
  ...common,
  id: 'pages.secure-account',
  summary: 'Page: undo a change of addresses',
  paths: ['secure_account/:token'],
} as const satisfies PageContract;
