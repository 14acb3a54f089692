import { passwordPage } from '#shared/confirmations/page-logic/password-page.ts';
import { RESET_TOKEN } from '#shared/confirmations/reset-password.ts';
import { pagesResetPassword } from '#shared/contracts/pages.ts';
import { page } from '#shared/http/page.ts';

export const handler = page(pagesResetPassword)(passwordPage('reset', RESET_TOKEN));
