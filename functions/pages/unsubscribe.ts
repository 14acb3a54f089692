import { byId } from '#shared/confirmations/member-lookup.ts';
import {
  donePage,
  invalidPage,
  pageContextOf,
  questionPage,
} from '#shared/confirmations/pages/page-context.ts';
import { isUnsubscribeToken, unsubscribe } from '#shared/confirmations/unsubscribe.ts';
import { pagesUnsubscribe } from '#shared/contracts/pages.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { page } from '#shared/http/page.ts';
import { directory } from '#shared/ports/directory.ts';
import { unsubscribeTokens } from '#shared/ports/secrets.ts';

/** The link in mails, and the target of mail programs' one-click POST, whose body says nothing new (RFC 8058). */
export const handler = page(pagesUnsubscribe)(async ({ acts, token, languages, requestId }, runtime) => {
  const verified = await runtime.use(unsubscribeTokens).verify(token);
  const club = verified && (await runtime.use(directory).club(verified.club));
  if (!club) return invalidPage(languages);
  const find = byId(runtime, club.slug, verified.member);
  const member = await find();
  const context = pageContextOf(club, member, languages);
  // Who is no member any more gets no mail either: that is what was asked for.
  if (!member) return donePage(context, 'unsubscribed');
  if (!(await isUnsubscribeToken(runtime, member, token))) return invalidPage(languages);
  if (!acts) return questionPage(context, 'unsubscribe');
  const { outcome } = await unsubscribe(
    runtime,
    find,
    token,
    changeOrigin('page', { request_id: requestId }),
  );
  return outcome === 'token_invalid' ? invalidPage(languages) : donePage(context, 'unsubscribed');
});
