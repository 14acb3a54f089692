import type { ChangeLine } from '#shared/domain/members/change-line.ts';
import { insert, remove, runStatements, type Statement, update } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import { MEMBER_CHANGES_PREFIX, memberChangeKey, memberKey } from '../table/keys.ts';
import { pack, unpack } from '../table/packed.ts';
import { readBackwards } from '../table/read.ts';
import { ttlFrom } from '../table/retention.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import { MEMBER_OR_TOMBSTONE } from './member-item.ts';

type MemberRef = Pick<ChangeLine, 'club' | 'member'>;

/** Longer than the tombstone of the member is there, in seconds. */
const ERASED_TTL_SECONDS = 60 * 24 * 60 * 60;

/** A line with the time of its expiry, in seconds since 1970. */
export interface ExpiringLine {
  readonly line: ChangeLine;
  readonly ttl: number;
}

const CHANGE_LINE = itemType(
  'member-change',
  ({ line: { club, member, version, changes, consents, ...line }, ttl }: ExpiringLine) => ({
    ...memberChangeKey(club, member, version),
    club,
    member,
    version,
    ...line,
    changes: pack(changes),
    ...(Object.keys(consents).length > 0 && { consents: pack(consents) }),
    ttl,
    erased: undefined as boolean | undefined,
  }),
);

const lineFromItem = ({
  club,
  member,
  version,
  type,
  at,
  changed,
  changes,
  consents,
}: Stored<typeof CHANGE_LINE>): ChangeLine => ({
  club,
  member,
  version,
  type,
  at,
  changed,
  changes: unpack(changes),
  consents: consents ? unpack(consents) : {},
});

/** Stores lines of different versions, each once: one that is there already stays. */
export const storeChangeLines = async (db: Db, lines: readonly ExpiringLine[]): Promise<void> => {
  await runStatements(
    db,
    lines.map((line) => insert(db, CHANGE_LINE.item(line))),
  );
};

/** The lines of a member, oldest first. */
export async function* readChangeLines(db: Db, club: string, member: number): AsyncGenerator<ChangeLine> {
  const { pk } = memberKey(club, member);
  for await (const item of CHANGE_LINE.partition(db, pk, MEMBER_CHANGES_PREFIX))
    if (!item.erased) yield lineFromItem(item);
}

/** The same, the newest first. @param before only versions below this one @param batch how many are read at a time */
export async function* readChangeLinesBefore(
  db: Db,
  club: string,
  member: number,
  { before, batch }: { readonly before: number | undefined; readonly batch: number },
): AsyncGenerator<ChangeLine> {
  const range = {
    pk: memberKey(club, member).pk,
    skPrefix: MEMBER_CHANGES_PREFIX,
    before: before === undefined ? undefined : memberChangeKey(club, member, before).sk,
    batch,
  };
  for await (const item of readBackwards(db, range)) {
    const line = CHANGE_LINE.from(item);
    if (!line.erased) yield lineFromItem(line);
  }
}

/**
 * Erases the lines of a member that is gone: their keys stay for a while, so that a late copy of the request that
 * stored a line does not store it again.
 * @param now ISO 8601
 */
export const eraseChangeLines = async (db: Db, club: string, member: number, now: string): Promise<void> => {
  const erased = { type: null, at: null, changed: null, changes: pack({}), consents: pack({}), erased: true };
  const statements: Statement[] = [];
  const { pk } = memberKey(club, member);
  for await (const line of CHANGE_LINE.partition(db, pk, MEMBER_CHANGES_PREFIX)) {
    if (line.erased) continue;
    const key = memberChangeKey(club, member, line.version);
    statements.push(update(db, { ...key }, { ...erased, ttl: ttlFrom(now, ERASED_TTL_SECONDS) }, {}));
  }
  await runStatements(db, statements);
};

/** Of members, those who are not there any more, or never were. */
const goneAmong = async (db: Db, members: readonly MemberRef[]): Promise<readonly MemberRef[]> => {
  const keys = members.map(({ club, member }) => memberKey(club, member));
  const items = await MEMBER_OR_TOMBSTONE.findKinds(db, keys);
  const present = new Set(items.filter(({ kind }) => kind === 'member').map(({ pk }) => pk));
  return members.filter(({ club, member }) => !present.has(memberKey(club, member).pk));
};

/**
 * Erases what was stored about members who are gone by now. Lines are not stored on the condition that the member is
 * there, which would take a transaction; so the writer looks afterwards. A removal before this look is seen by it, and the
 * erasure after a later one finds the lines.
 */
export const eraseLinesOfRemoved = async (
  db: Db,
  lines: readonly MemberRef[],
  now: string,
): Promise<void> => {
  const members = new Map(lines.map(({ club, member }) => [`${club} ${member}`, { club, member }]));
  const gone = await goneAmong(db, [...members.values()]);
  await Promise.all(gone.map(({ club, member }) => eraseChangeLines(db, club, member, now)));
};

/** Deletes the keys that erased lines have left, once the tombstone of their member has expired: its id is free. */
export const deleteErasedLines = async (db: Db, club: string, member: number): Promise<void> => {
  const statements: Statement[] = [];
  const { pk } = memberKey(club, member);
  for await (const line of CHANGE_LINE.partition(db, pk, MEMBER_CHANGES_PREFIX))
    if (line.erased)
      statements.push(remove(db, { ...memberChangeKey(club, member, line.version) }, { erased: true }));
  await runStatements(db, statements);
};
