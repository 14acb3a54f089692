import { byId } from '#shared/confirmations/member-lookup.ts';
import {
  donePage,
  invalidPage,
  pageContextOf,
  passwordPage,
} from '#shared/confirmations/pages/page-context.ts';
import { passwordProblem } from '#shared/confirmations/pages/password-problem.ts';
import { findGoodUndo, secureAccount } from '#shared/confirmations/secure-account.ts';
import { pagesSecureAccount } from '#shared/contracts/pages.ts';
import { readPageToken } from '#shared/domain/confirmations/page-links.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { page } from '#shared/http/page.ts';
import { directory } from '#shared/ports/directory.ts';

export const handler = page(pagesSecureAccount)(
  async ({ acts, token, form, languages, requestId }, runtime) => {
    const link = readPageToken(token);
    const club = link && (await runtime.use(directory).club(link.club));
    if (!club) return invalidPage(languages);
    const find = byId(runtime, club.slug, link.member);
    const member = await find();
    const good = member && (await findGoodUndo(runtime, member, link.token));
    if (!good) return invalidPage(languages);
    const context = pageContextOf(club, member, languages);
    const minLength = club.password_min_length;
    if (!acts) return passwordPage(context, 'secure', minLength);
    const change = {
      token: link.token,
      password: form.get('password'),
      minLength,
      origin: changeOrigin('page', { request_id: requestId }),
    };
    const result = await secureAccount(runtime, find, change);
    if (result.outcome === 'done') return donePage(context, 'secured');
    if (result.outcome === 'locked') return donePage(context, 'locked');
    if (result.outcome !== 'member_invalid') return invalidPage(languages);
    return passwordPage(context, 'secure', minLength, passwordProblem(context.texts, result.errors));
  },
);
