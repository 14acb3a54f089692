import { passwordPage } from '#shared/confirmations/page-logic/password-page.ts';
import { SECURE_TOKEN } from '#shared/confirmations/secure-account.ts';
import { pagesSecureAccount } from '#shared/contracts/pages.ts';
import { page } from '#shared/http/page.ts';

export const handler = page(pagesSecureAccount)(passwordPage('secure', SECURE_TOKEN));
