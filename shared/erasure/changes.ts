import { cleanDispatch } from '#shared/data/erasure/erasure.ts';
import { devicesFromItems } from '#shared/data/members/device-items.ts';
import { MEMBER } from '#shared/data/members/member-item.ts';
import { expireRecipients } from '#shared/data/messaging/stored-recipients.ts';
import type { Db } from '#shared/data/table/db.ts';
import { dispatchOfContent } from '#shared/data/table/messaging-keys.ts';
import { NON_MEMBER_DATA_TTL_SECONDS, ttlFrom } from '#shared/data/table/retention.ts';
import { statusGroup } from '#shared/domain/messaging/sending-status.ts';
import { database } from '#shared/ports/database.ts';
import { removePushDevices } from '#shared/ports/push-devices.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { SendingStatus } from '#shared/vocabulary.ts';
import { eraseRemovedMember } from './removed-member.ts';

type Image = Readonly<Record<string, unknown>>;

/** A committed change of an item, as the stream tells it. */
interface ErasureChange {
  readonly before: Image | undefined;
  readonly after: Image | undefined;
}

const kindOf = (image: Image | undefined): unknown => image?.['kind'];

type Erase = (db: Db, item: Image, now: string) => Promise<void>;

/** What the provider of push messages knows of a member who was removed. */
const devicesOf = ({ before, after }: ErasureChange): readonly string[] =>
  kindOf(before) === 'member' && kindOf(after) === 'tombstone'
    ? devicesFromItems(MEMBER.match(before)?.devices).flatMap(({ endpoint }) => endpoint ?? [])
    : [];

const eraseMember: Erase = (db, tombstone, now) =>
  eraseRemovedMember(db, String(tombstone['club']), Number(tombstone['id']), now);

const cleanDispatchOf: Erase = (db, content, now) =>
  cleanDispatch(db, dispatchOfContent({ pk: String(content['pk']), sk: String(content['sk']) }), now);

const letRecipientsGo: Erase = (db, sending, now) => {
  const ttl = ttlFrom(now, NON_MEMBER_DATA_TTL_SECONDS);
  return expireRecipients(db, String(sending['club']), Number(sending['id']), ttl);
};

/** What is to be erased after which change; a change that no row names leaves nothing behind. */
const CAUSES: readonly {
  readonly is: (change: ErasureChange) => boolean;
  readonly about: (change: ErasureChange) => Image | undefined;
  readonly erase: Erase;
}[] = [
  {
    // A member was removed.
    is: ({ after }) => kindOf(after) === 'tombstone',
    about: ({ after }) => after,
    erase: eraseMember,
  },
  {
    // A month later its tombstone goes: what was missed then is found now.
    is: ({ before, after }) => kindOf(before) === 'tombstone' && after === undefined,
    about: ({ before }) => before,
    erase: eraseMember,
  },
  {
    // A stranger's text has expired.
    is: ({ before, after }) => kindOf(before) === 'dispatch-content' && after === undefined,
    about: ({ before }) => before,
    erase: cleanDispatchOf,
  },
  {
    // A sending has ended.
    is: ({ after }) =>
      kindOf(after) === 'sending' && statusGroup(after?.['status'] as SendingStatus) === 'final',
    about: ({ after }) => after,
    erase: letRecipientsGo,
  },
];

/** Erases what committed changes leave behind. Each change may come again, and then finds its work done. */
export const eraseAfter = async (runtime: Runtime, changes: readonly ErasureChange[]): Promise<undefined> => {
  const db = runtime.use(database);
  const now = runtime.now().toISOString();
  for (const change of changes) {
    const cause = CAUSES.find(({ is }) => is(change));
    const item = cause?.about(change);
    if (cause && item) await cause.erase(db, item, now);
    const devices = devicesOf(change);
    if (devices.length > 0) await runtime.use(removePushDevices)(devices);
  }
};
