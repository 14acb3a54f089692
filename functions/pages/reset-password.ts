import { byId } from '#shared/confirmations/member-lookup.ts';
import {
  donePage,
  invalidPage,
  pageContextOf,
  passwordPage,
} from '#shared/confirmations/pages/page-context.ts';
import { passwordProblem } from '#shared/confirmations/pages/password-problem.ts';
import { resetPassword } from '#shared/confirmations/reset-password.ts';
import { requireValidToken } from '#shared/confirmations/stored-token.ts';
import { pagesResetPassword } from '#shared/contracts/pages.ts';
import { readPageToken } from '#shared/domain/confirmations/page-links.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { page } from '#shared/http/page.ts';
import { directory } from '#shared/ports/directory.ts';

export const handler = page(pagesResetPassword)(
  async ({ acts, token, form, languages, requestId }, runtime) => {
    const link = readPageToken(token);
    const club = link && (await runtime.use(directory).club(link.club));
    if (!club) return invalidPage(languages);
    const find = byId(runtime, club.slug, link.member);
    const member = await find();
    const good = member && (await requireValidToken(runtime, member, 'password_reset', link.token));
    if (!good) return invalidPage(languages);
    const context = pageContextOf(club, member, languages);
    const minLength = club.password_min_length;
    if (!acts) return passwordPage(context, 'reset', minLength);
    const change = {
      token: link.token,
      password: form.get('password'),
      minLength,
      origin: changeOrigin('page', { request_id: requestId }),
    };
    const result = await resetPassword(runtime, find, change);
    if (result.outcome === 'done') return donePage(context, 'reset_done');
    if (result.outcome !== 'member_invalid') return invalidPage(languages);
    return passwordPage(context, 'reset', minLength, passwordProblem(context.texts, result.errors));
  },
);
