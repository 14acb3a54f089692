import type { Club } from '#shared/domain/clubs/club.ts';
import { unsubscribeLinks } from '#shared/domain/confirmations/page-links.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import { ENV } from '#shared/env-names.ts';
import { unsubscribeTokens } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';

/** Links by which a member unsubscribes from mails, with a new token; none for a member without an address. */
export const issueUnsubscribeLinks = async (
  runtime: Runtime,
  { slug, links }: Pick<Club, 'slug' | 'links'>,
  { id, properties }: Pick<Member, 'id' | 'properties'>,
): Promise<Partial<ReturnType<typeof unsubscribeLinks>>> => {
  const { email } = identifiersOf(properties);
  if (email === undefined) return {};
  const token = await runtime.use(unsubscribeTokens).issue({ club: slug, member: id, email });
  return unsubscribeLinks(links, runtime.env(ENV.publicUrl), { club: slug, token, email });
};
