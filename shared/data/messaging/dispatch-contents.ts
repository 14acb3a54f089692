import type { Dispatch, DispatchContent } from '#shared/domain/messaging/dispatch.ts';
import { dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import {
  type DispatchRef,
  dispatchRefText,
  memberOfRecipientKey,
} from '#shared/domain/messaging/dispatch-ref.ts';
import { insert, runStatements, update } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import type { Key } from '../table/keys.ts';
import { dispatchContentKey, memberMessageKey } from '../table/messaging-keys.ts';
import { pack, unpack } from '../table/packed.ts';
import { NON_MEMBER_DATA_TTL_SECONDS, ttlFrom } from '../table/retention.ts';
import { addedLater, anyOf, itemType } from '../table/stored-items.ts';
import { HISTORY_ENTRY, historyEntry } from './member-messages.ts';

/** What is kept of a message from the moment before it is sent. */
interface MessageToStore {
  readonly dispatch: Dispatch;
  readonly content: DispatchContent;
  readonly address: string;
  /** Whether a member has the address, whose history then holds the content: its erasure finds it there. */
  readonly inHistory: boolean;
}

/**
 * What was rendered for an address that no member has; it expires. Earlier releases kept the content of a member's
 * message here, too.
 */
export const DISPATCH_CONTENT = itemType(
  'dispatch-content',
  (ref: DispatchRef, content: DispatchContent, address: string, at: string) => ({
    ...dispatchContentKey(ref),
    content: pack(content),
    address: addedLater(address),
    ttl: addedLater(ttlFrom(at, NON_MEMBER_DATA_TTL_SECONDS)),
  }),
);

export const dispatchContentItem = DISPATCH_CONTENT.item;

const itemOf = (
  club: string,
  { dispatch, content, address, inHistory }: MessageToStore,
  at: string,
): Readonly<Record<string, unknown>> & Key =>
  inHistory
    ? historyEntry(club, dispatch, { content, address, at })
    : dispatchContentItem(dispatchRefOf(club, dispatch), content, address, at);

/**
 * Stores content and address of messages that are about to be sent. An earlier attempt may have stored the same
 * dispatch, and this one takes its place.
 */
export const storeContents = async (
  db: Db,
  club: string,
  messages: readonly MessageToStore[],
  at: string,
): Promise<void> => {
  const items = messages.map((message) => itemOf(club, message, at));
  const outcomes = await runStatements(
    db,
    items.map((item) => insert(db, item)),
  );
  const earlier = items.filter((_, index) => outcomes[index] === 'refused');
  await runStatements(
    db,
    earlier.map(({ pk, sk, ...attributes }) => update(db, { pk, sk }, attributes, {})),
  );
};

interface StoredContent {
  readonly content: DispatchContent;
  /** Nothing where an earlier release stored it, with the dispatch. */
  readonly address: string | undefined;
}

type DispatchWithId = DispatchRef & Pick<Dispatch, 'id'>;

const ENTRY_OR_CONTENT = anyOf(HISTORY_ENTRY, DISPATCH_CONTENT);

const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

const findAt = async (
  db: Db,
  keys: ReadonlyMap<string, Key>,
): Promise<ReadonlyMap<string, StoredContent>> => {
  const items = await ENTRY_OR_CONTENT.findAll(db, [...keys.values()]);
  const byKey = new Map(items.map((item) => [nameOf(item), item]));
  return new Map(
    [...keys].flatMap(([text, key]) => {
      const { content, address } = byKey.get(nameOf(key)) ?? {};
      return content ? [[text, { content: unpack(content), address }] as const] : [];
    }),
  );
};

/** In the history of a member, where the dispatch went to one. */
const historyKeyOf = ({ club, id, recipientKey }: DispatchWithId): Key | undefined => {
  const member = memberOfRecipientKey(recipientKey);
  return member === undefined ? undefined : memberMessageKey(club, member, id);
};

/**
 * What was rendered for some dispatches, by the text of their refs; cleaned ones are left out. It is in the history of
 * the member, else beside the dispatch.
 */
export const findDispatchContents = async (
  db: Db,
  dispatches: readonly DispatchWithId[],
): Promise<ReadonlyMap<string, StoredContent>> => {
  const inHistory = await findAt(
    db,
    new Map(
      dispatches.flatMap((one) => {
        const key = historyKeyOf(one);
        return key ? [[dispatchRefText(one), key] as const] : [];
      }),
    ),
  );
  const others = dispatches.filter((one) => !inHistory.has(dispatchRefText(one)));
  const beside = await findAt(
    db,
    new Map(others.map((one) => [dispatchRefText(one), dispatchContentKey(one)])),
  );
  return new Map([...inHistory, ...beside]);
};
