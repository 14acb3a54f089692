import { findLinkedMember } from '#shared/confirmations/linked-member.ts';
import { deadLink } from '#shared/confirmations/page-logic/dead-link.ts';
import { donePage, pageContextOf, questionPage } from '#shared/confirmations/pages/page-context.ts';
import { findVerification, verifyEmail } from '#shared/confirmations/verify-email.ts';
import { pagesVerifyEmail } from '#shared/contracts/pages.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { page } from '#shared/http/page.ts';

export const handler = page(pagesVerifyEmail)(async (request, runtime) => {
  const { acts, token: text, languages, requestId } = request;
  const linked = await findLinkedMember(runtime, text, findVerification);
  if (!linked) return deadLink(runtime, request, 'email_verification');
  const { club, member, find, token } = linked;
  const context = pageContextOf(club, member, languages);
  if (!acts) return questionPage(context, 'verify');
  const changed = changeOrigin('page', { request_id: requestId });
  const { outcome } = await verifyEmail(runtime, find, token, changed);
  return outcome === 'done'
    ? donePage(context, 'verified')
    : deadLink(runtime, request, 'email_verification');
});
