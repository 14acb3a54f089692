import { byId } from '#shared/confirmations/member-lookup.ts';
import {
  donePage,
  endedPage,
  invalidPage,
  movedPage,
  pageContextOf,
  questionPage,
} from '#shared/confirmations/pages/page-context.ts';
import { holderOf, isTokenFor, unsubscribe } from '#shared/confirmations/unsubscribe.ts';
import { pagesUnsubscribe } from '#shared/contracts/pages.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { page } from '#shared/http/page.ts';
import { directory } from '#shared/ports/directory.ts';
import { unsubscribeTokens } from '#shared/ports/secrets.ts';

/** The link in mails, and the target of mail programs' one-click POST, whose body carries no data (RFC 8058). */
export const handler = page(pagesUnsubscribe)(
  async ({ acts, token: text, languages, requestId }, runtime) => {
    const token = await runtime.use(unsubscribeTokens).verify(text);
    const club = token && (await runtime.use(directory).club(token.club));
    if (!club) return invalidPage(languages);
    const find = holderOf(runtime, token);
    const member = await find();
    const context = pageContextOf(club, member, languages);

    /** An address without a member gets no mail, so its unsubscription is done. A token may lack the address. */
    const withoutHolder = async () => {
      if (token.email === undefined) return endedPage(context);
      const moved = await byId(runtime, club.slug, token.member)();
      return moved ? movedPage(pageContextOf(club, moved, languages)) : donePage(context, 'unsubscribed');
    };

    if (!member) return withoutHolder();
    if (!isTokenFor(token, member)) return movedPage(context);
    if (!acts) return questionPage(context, 'unsubscribe');
    const origin = changeOrigin('page', { request_id: requestId });
    const { outcome } = await unsubscribe(runtime, find, token, origin);
    if (outcome === 'member_not_found') return withoutHolder();
    return outcome === 'done' ? donePage(context, 'unsubscribed') : movedPage(context);
  },
);
