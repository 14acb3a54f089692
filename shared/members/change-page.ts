import { decodeCursor, encodeCursor } from '#shared/crypto/cursors.ts';
import { readChangeLinesBefore } from '#shared/data/members/change-lines.ts';
import type { Db } from '#shared/data/table/db.ts';
import { answersIn, type ChangeLine, changeView } from '#shared/domain/members/change-line.ts';
import type { Member } from '#shared/domain/members/member.ts';
import type { ProductScope } from '#shared/domain/members/product-scope.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';

/** A line holds two states of up to 100 KB each; far below what a result takes. */
const PAGE_MAX_BYTES = 2_000_000;

/** Lines that are read at a time to find answers. */
const ANSWERS_BATCH = 1000;

const bytesOf = (view: object): number => Buffer.byteLength(JSON.stringify(view));

interface ChangePage {
  readonly club: string;
  readonly member: number;
  readonly perPage: number;
  readonly cursor: string | undefined;
  /** Properties that the caller may see; nothing = all. */
  readonly scope: ProductScope | undefined;
}

/** A cursor names the version after which the page begins. @throws LoyaltyError parameter_invalid */
const versionIn = (list: string, cursor: string | undefined): number | undefined => {
  if (cursor === undefined) return undefined;
  const version = decodeCursor(list, cursor);
  if (typeof version === 'number' && Number.isSafeInteger(version) && version > 0) return version;
  throw new LoyaltyError('parameter_invalid', { message: 'cursor is no cursor of these changes' });
};

/**
 * A page of the changes of a member, the newest first, shorter where the changes are large.
 * @returns the changes, and what to send as `cursor` while there are older ones
 */
export const changePage = async (runtime: Runtime, { club, member, perPage, cursor, scope }: ChangePage) => {
  const list = JSON.stringify(['member-changes', club, member]);
  const before = versionIn(list, cursor);
  const changes: ReturnType<typeof changeView>[] = [];
  let bytes = 0;
  let last: ChangeLine | undefined;
  for await (const line of readChangeLinesBefore(runtime.use(database), club, member, {
    before,
    batch: perPage + 1,
  })) {
    const view = changeView(line, scope);
    bytes += bytesOf(view);
    if (last && (changes.length === perPage || bytes > PAGE_MAX_BYTES))
      return { changes, next_cursor: encodeCursor(list, last.version) };
    changes.push(view);
    last = line;
  }
  return { changes };
};

/** The answers of a member to a consent that changes recorded, the newest first: as many as one reply has room for. */
export const answersTo = async (db: Db, { club, id }: Pick<Member, 'club' | 'id'>, slug: string) => {
  const answers: ReturnType<typeof answersIn> = [];
  let bytes = 0;
  const range = { before: undefined, batch: ANSWERS_BATCH };
  for await (const line of readChangeLinesBefore(db, club, id, range))
    for (const answer of answersIn(line, slug)) {
      bytes += bytesOf(answer);
      if (bytes > PAGE_MAX_BYTES) return answers;
      answers.push(answer);
    }
  return answers;
};
