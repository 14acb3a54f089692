import { cleanDispatch } from '#shared/data/erasure/erasure.ts';
import {
  deleteErasedLines,
  eraseChangeLines,
  eraseLinesOfRemoved,
} from '#shared/data/members/change-lines.ts';
import { devicesFromItems } from '#shared/data/members/device-items.ts';
import { MEMBER, TOMBSTONE } from '#shared/data/members/member-item.ts';
import { DISPATCH_CONTENT } from '#shared/data/messaging/dispatch-contents.ts';
import { SENDING } from '#shared/data/messaging/sendings.ts';
import { expireRecipients } from '#shared/data/messaging/stored-recipients.ts';
import type { Db } from '#shared/data/table/db.ts';
import { dispatchOfContent } from '#shared/data/table/messaging-keys.ts';
import { NON_MEMBER_DATA_TTL_SECONDS, ttlFrom } from '#shared/data/table/retention.ts';
import type { ItemReader, Stored } from '#shared/data/table/stored-items.ts';
import { statusGroup } from '#shared/domain/messaging/sending-status.ts';
import { database } from '#shared/ports/database.ts';
import { removePushDevices } from '#shared/ports/push-devices.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { Images } from '#shared/stream-change.ts';
import { keepConsentProofs } from './keep-proofs.ts';
import { eraseRemovedMember } from './removed-member.ts';

/** The push endpoints of a member who was removed. */
const devicesOf = ({ before, after }: Images): readonly string[] =>
  TOMBSTONE.match(after)
    ? devicesFromItems(MEMBER.match(before)?.devices).flatMap(({ endpoint }) => endpoint ?? [])
    : [];

type Erase<S> = (db: Db, item: S, now: string) => Promise<void>;

/** @param find the item of a change that calls for this erasure */
const cause =
  <S>(find: (change: Images) => S | undefined, erase: Erase<S>) =>
  (change: Images) => {
    const item = find(change);
    return item && ((db: Db, now: string) => erase(db, item, now));
  };

const removed =
  <S>(reader: ItemReader<S>) =>
  ({ before, after }: Images): S | undefined =>
    after === undefined ? reader.match(before) : undefined;

const eraseMember: Erase<Stored<typeof TOMBSTONE>> = async (db, { club, id }, now) => {
  await eraseChangeLines(db, club, id, now);
  await eraseRemovedMember(db, club, id, now);
};

/** What to erase after which change; a change that no row names leaves nothing behind. */
const CAUSES = [
  // A member was removed.
  cause(({ after }) => TOMBSTONE.match(after), eraseMember),
  // A month later its tombstone expires: this finds what was missed then.
  cause(removed(TOMBSTONE), async (db, item, now) => {
    await deleteErasedLines(db, item.club, item.id);
    await eraseLinesOfRemoved(db, [{ club: item.club, member: item.id }], now);
    await eraseRemovedMember(db, item.club, item.id, now);
  }),
  // The text to a non-member has expired.
  cause(removed(DISPATCH_CONTENT), (db, content, now) => cleanDispatch(db, dispatchOfContent(content), now)),
  // A sending has ended.
  cause(
    ({ after }) => {
      const sending = SENDING.match(after);
      return sending && statusGroup(sending.status) === 'final' ? sending : undefined;
    },
    (db, { club, id }, now) => expireRecipients(db, club, id, ttlFrom(now, NON_MEMBER_DATA_TTL_SECONDS)),
  ),
];

/** Erases what committed changes leave behind. Each change may come again, and then finds its work done. */
export const eraseAfter = async (runtime: Runtime, changes: readonly Images[]): Promise<undefined> => {
  const db = runtime.use(database);
  const now = runtime.now().toISOString();
  for (const change of changes) {
    await keepConsentProofs(runtime, change);
    for (const erasureOf of CAUSES) await erasureOf(change)?.(db, now);
    const devices = devicesOf(change);
    if (devices.length > 0) await runtime.use(removePushDevices)(devices);
  }
};
