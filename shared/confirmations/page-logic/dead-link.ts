import type { LinkPurpose } from '#shared/domain/confirmations/one-time-token.ts';
import { readPageToken } from '#shared/domain/confirmations/page-links.ts';
import type { PageReply, PageRequest } from '#shared/http/page.ts';
import { type NewLink, queueNewLink } from '#shared/notifications/queue-requested.ts';
import { directory } from '#shared/ports/directory.ts';
import { oneTimeTokens } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';
import { clubContextOf, deadLinkPage, donePage, invalidPage } from '../pages/page-context.ts';

/** The message that brings a new link. */
const RENEWED_BY: Readonly<Record<LinkPurpose, NewLink['kind'] | undefined>> = {
  password_reset: 'password_reset_email',
  email_verification: 'verification_email',
  // It would go to the present address, which may be a thief's (threat T46).
  secure_account: undefined,
};

/**
 * Answers a link that is not good. Where its token proves that this deployment mailed it, the reader may have a new one
 * sent to the address that the member has now. Page and queue are the same whether or not the member exists.
 */
export const deadLink = async (
  runtime: Runtime,
  { acts, token: text, form, languages }: PageRequest,
  purpose: LinkPurpose,
): Promise<PageReply> => {
  const link = readPageToken(text);
  const club = link && (await runtime.use(directory).club(link.club));
  if (!club) return invalidPage(languages);
  const subject = { purpose, club: club.slug, member: link.member };
  if (!(await runtime.use(oneTimeTokens).isIssued(link.token, subject))) return invalidPage(languages);
  const context = clubContextOf(club, languages);
  const kind = RENEWED_BY[purpose];
  if (!kind || !acts || !form.has('renew')) return deadLinkPage(context, kind !== undefined);
  await queueNewLink(runtime, { club: club.slug, member: link.member, kind });
  return donePage(context, 'renewed');
};
