import { byId } from '#shared/confirmations/member-lookup.ts';
import { savedChoicesPage, unsubscribePage } from '#shared/confirmations/pages/choices-page.ts';
import {
  donePage,
  endedPage,
  invalidPage,
  movedPage,
  pageContextOf,
} from '#shared/confirmations/pages/page-context.ts';
import { sealUndo, undoWithdrawal } from '#shared/confirmations/undo-withdrawal.ts';
import { holderOf, isTokenFor, withdraw } from '#shared/confirmations/unsubscribe.ts';
import { pagesUnsubscribe } from '#shared/contracts/pages.ts';
import { NO_MORE_EMAIL, readWithdrawal } from '#shared/domain/confirmations/withdrawal.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { page } from '#shared/http/page.ts';
import { directory } from '#shared/ports/directory.ts';
import { unsubscribeTokens } from '#shared/ports/secrets.ts';

/** The link in mails, and the target of mail programs' one-click POST, whose body carries no data (RFC 8058). */
export const handler = page(pagesUnsubscribe)(
  async ({ acts, token: text, form, languages, requestId }, runtime) => {
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
    if (!acts) return unsubscribePage(context, club);
    const changed = changeOrigin('page', { request_id: requestId });
    const undo = form.get('undo');
    if (undo !== null) {
      const { outcome } = await undoWithdrawal(runtime, find, { token, sealed: undo, changed });
      return donePage(context, outcome === 'done' ? 'undone' : 'undo_late');
    }
    const isChoice = form.has('choices');
    const choices = { stop: form.getAll('stop'), withdraw: form.getAll('withdraw') };
    const withdrawal = isChoice ? readWithdrawal(club, choices) : NO_MORE_EMAIL;
    const { outcome, change } = await withdraw(runtime, find, token, { withdrawal, changed });
    if (outcome === 'member_not_found') return withoutHolder();
    if (outcome !== 'done') return movedPage(context);
    const sealed = change && (await sealUndo(runtime, change.before, change.after));
    return savedChoicesPage(context, isChoice ? 'choices_saved' : 'unsubscribed', sealed);
  },
);
