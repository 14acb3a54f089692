import { byId } from '#shared/confirmations/member-lookup.ts';
import {
  donePage,
  invalidPage,
  pageContextOf,
  questionPage,
} from '#shared/confirmations/pages/page-context.ts';
import { requireValidToken } from '#shared/confirmations/stored-token.ts';
import { verifyEmail } from '#shared/confirmations/verify-email.ts';
import { pagesVerifyEmail } from '#shared/contracts/pages.ts';
import { readPageToken } from '#shared/domain/confirmations/page-links.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { page } from '#shared/http/page.ts';
import { directory } from '#shared/ports/directory.ts';

export const handler = page(pagesVerifyEmail)(async ({ acts, token, languages, requestId }, runtime) => {
  const link = readPageToken(token);
  const club = link && (await runtime.use(directory).club(link.club));
  if (!club) return invalidPage(languages);
  const find = byId(runtime, club.slug, link.member);
  const member = await find();
  const good = member && (await requireValidToken(runtime, member, 'email_verification', link.token));
  if (!good) return invalidPage(languages);
  const context = pageContextOf(club, member, languages);
  if (!acts) return questionPage(context, 'verify');
  const { outcome } = await verifyEmail(
    runtime,
    find,
    link.token,
    changeOrigin('page', { request_id: requestId }),
  );
  return outcome === 'done' ? donePage(context, 'verified') : invalidPage(languages);
});
