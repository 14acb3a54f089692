import type { Channel } from '#shared/vocabulary.ts';
import type { Club, Localized } from '../clubs/club.ts';
import type { ChangeOrigin } from '../members/change-origin.ts';
import { nextStatus } from '../members/channel-status.ts';
import { applyConsents } from '../members/consents.ts';
import type { Member } from '../members/member.ts';

/** What a member ends by a link in a mail. */
export interface Withdrawal {
  readonly channels: readonly Channel[];
  /** Slugs. */
  readonly consents: readonly string[];
}

export const NO_MORE_EMAIL: Withdrawal = { channels: ['email'], consents: [] };

/** Consents that the link may withdraw: those that the club names and that no membership needs. */
export const offeredConsents = ({
  member_schema,
  consent_names = {},
}: Pick<Club, 'member_schema' | 'consent_names'>): readonly (readonly [string, Localized])[] =>
  Object.entries(consent_names).filter(
    ([slug]) =>
      Object.hasOwn(member_schema.consents ?? {}, slug) && member_schema.consents?.[slug]?.required === false,
  );

/** The choices of a form, as far as the club offers them. */
export const readWithdrawal = (
  club: Pick<Club, 'channels' | 'member_schema' | 'consent_names'>,
  { stop, withdraw }: { readonly stop: readonly string[]; readonly withdraw: readonly string[] },
): Withdrawal => ({
  channels: (['email', 'sms', 'push'] as const).filter((one) => club.channels[one] && stop.includes(one)),
  consents: offeredConsents(club)
    .map(([slug]) => slug)
    .filter((slug) => withdraw.includes(slug)),
});

/** The member afterwards, or the very same object when that changes nothing. Only given consents are withdrawn. */
export const memberAfterWithdrawal = (
  member: Member,
  { channels, consents }: Withdrawal,
  { now, changed }: { readonly now: string; readonly changed: ChangeOrigin },
): Member => {
  const ended = channels.map((one) => [one, nextStatus(member.statuses[one], 'unsubscribed')] as const);
  const given = consents.filter(
    (slug) => Object.hasOwn(member.consents, slug) && member.consents[slug]?.status,
  );
  if (given.length === 0 && ended.every(([one, status]) => member.statuses[one] === status)) return member;
  const refused = Object.fromEntries(given.map((slug) => [slug, { status: false }]));
  return {
    ...member,
    statuses: { ...member.statuses, ...Object.fromEntries(ended) },
    consents: applyConsents(member.consents, refused, now),
    updated_at: now,
    changed,
    version: member.version + 1,
  };
};
