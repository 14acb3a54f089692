import { findAudiences } from '#shared/data/messaging/audiences.ts';
import { findRecipients } from '#shared/data/messaging/sendings.ts';
import { findTemplates } from '#shared/data/messaging/templates.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { audienceMatcher } from '#shared/domain/messaging/audience-match.ts';
import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import type { SendingState } from '#shared/domain/messaging/sending.ts';
import { type Texts, templateTexts } from '#shared/domain/messaging/wrapping.ts';
import { database } from '#shared/ports/database.ts';
import { expiringCache } from '#shared/ports/expiring-cache.ts';
import type { Port } from '#shared/runtime.ts';

/**
 * The data that each step of a sending needs. Templates and audiences never change, and recipients do not change once
 * preparation has begun, so each worker reads them once.
 */
interface SendingCache {
  /** The texts of a template within its wrapper. @param template id */
  texts(club: Club, template: number): Promise<Texts>;
  matcher(club: Club, audience: number): Promise<(member: Member) => boolean>;
  recipients(club: Club, sending: SendingState): Promise<readonly RecipientPayload[]>;
}

const TTL_SECONDS = 300;

/** `<slug> <id>`; no slug has a space. */
const cacheKey = (club: Club, id: number): string => `${club.slug} ${id}`;
const partsOfKey = (key: string): [string, number] => {
  const [slug = '', id] = key.split(' ');
  return [slug, Number(id)];
};

export const sendingCache: Port<SendingCache> = (runtime) => {
  const db = runtime.use(database);
  const cached = <T>(maxEntries: number, load: (slug: string, id: number) => Promise<T>) =>
    expiringCache({
      ttlSeconds: TTL_SECONDS,
      maxEntries,
      now: () => runtime.now(),
      load: (key) => load(...partsOfKey(key)),
    });
  const template = async (slug: string, id: number) => (await findTemplates(db, slug, [id]))[0]?.entity;
  const texts = cached(50, async (slug, id) => {
    const own = await template(slug, id);
    const wrapper = own?.wrapper_id ? await template(slug, own.wrapper_id) : undefined;
    return own ? templateTexts(own, wrapper) : {};
  });
  const audiences = cached(50, async (slug, id) => (await findAudiences(db, slug, [id]))[0]?.entity);
  const recipients = cached(20, (slug, id) => findRecipients(db, slug, id));
  return {
    texts: (club, id) => texts(cacheKey(club, id)),
    async matcher(club, id) {
      const audience = await audiences(cacheKey(club, id));
      // An audience that does not exist selects no member, never all.
      return audience ? audienceMatcher(audience.conditions, club) : () => false;
    },
    recipients: (club, { id }) => recipients(cacheKey(club, id)),
  };
};
