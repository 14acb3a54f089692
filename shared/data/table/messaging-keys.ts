import type { DispatchRef } from '#shared/domain/messaging/dispatch-ref.ts';
import { join, type Key, MEMBER_SHARDS, memberKey, sortableNumber } from './keys.ts';

/** Keys of messages, their templates, sendings and dispatches; built like all others, each below its club. */

/** All messages of a club, small and in order of their ids; their templates are items of their own. */
export const messagesPartition = (club: string): string => join('CLUB', club, 'MESSAGES');
export const messageKey = (club: string, id: number): Key => ({
  pk: messagesPartition(club),
  sk: join('MESSAGE', sortableNumber(id)),
});
/** Where a deleted message is kept, outside of lists. */
export const deletedMessageKey = (club: string, id: number): Key => ({
  pk: join('CLUB', club, 'MESSAGE', id),
  sk: 'DELETED',
});
/** A sending of the message. */
export const messageSendingKey = (club: string, message: number, sending: number): Key => ({
  pk: join('CLUB', club, 'MESSAGE', message),
  sk: join('SENDING', sortableNumber(sending)),
});
export const MESSAGE_SENDINGS_PREFIX = 'SENDING#';
export const templateKey = (club: string, id: number): Key => ({
  pk: join('CLUB', club, 'TEMPLATE', id),
  sk: 'TEMPLATE',
});
export const audienceKey = (club: string, id: number): Key => ({
  pk: join('CLUB', club, 'AUDIENCE', id),
  sk: 'AUDIENCE',
});

export const sendingKey = (club: string, id: number): Key => ({
  pk: join('CLUB', club, 'SENDING', id),
  sk: 'SENDING',
});
export const recipientsKey = (club: string, id: number): Key => ({
  pk: sendingKey(club, id).pk,
  sk: 'RECIPIENTS',
});
/** Says that a sending that has not ended has recipients. */
export const openRecipientsKey = (club: string, sending: number): Key => ({
  pk: join('CLUB', club, 'RECIPIENTS'),
  sk: join('SENDING', sortableNumber(sending)),
});
/** The cursors of the partitions of a preparation and of a transmission. */
export const preparationCursorKey = (club: string, sending: number, partition: number): Key => ({
  pk: sendingKey(club, sending).pk,
  sk: join('FILL', String(partition).padStart(2, '0')),
});
export const PREPARATION_CURSORS_PREFIX = 'FILL#';
export const transmissionCursorKey = (club: string, sending: number, partition: number): Key => ({
  pk: sendingKey(club, sending).pk,
  sk: join('LANE', String(partition).padStart(2, '0')),
});
export const TRANSMISSION_CURSORS_PREFIX = 'LANE#';

/** A sending's dispatches have as many partitions as a club's members have in the indexes. */
export const SENDING_PARTITIONS = MEMBER_SHARDS;
export const dispatchPartition = (club: string, sending: number, partition: number): string =>
  join('CLUB', club, 'SENDING', sending, 'LANE', partition);
export const sendingDispatchKey = ({ club, sending, partition, recipientKey }: DispatchRef): Key => ({
  pk: dispatchPartition(club, sending, partition),
  sk: join('DISPATCH', recipientKey),
});
export const SENDING_DISPATCHES_PREFIX = 'DISPATCH#';
/** The rendered texts of a dispatch, apart so that lists can be counted and filtered without them. */
export const dispatchContentKey = ({ club, sending, partition, recipientKey }: DispatchRef): Key => ({
  pk: dispatchPartition(club, sending, partition),
  sk: join('CONTENT', recipientKey),
});

/** The dispatch that a content belongs to, by the content's key. */
export const dispatchOfContent = ({ pk, sk }: Key): DispatchRef => {
  const [, club = '', , sending, , partition] = pk.split('#');
  return {
    club,
    sending: Number(sending),
    partition: Number(partition),
    recipientKey: sk.slice('CONTENT#'.length),
  };
};
/** A dispatch that went to the member; in the member's partition, so that its erasure finds what it leaves. */
export const memberMessageKey = (club: string, member: number, dispatch: number): Key => ({
  pk: memberKey(club, member).pk,
  sk: join('MESSAGE', sortableNumber(dispatch)),
});
export const MEMBER_MESSAGES_PREFIX = 'MESSAGE#';

/** The one owner of an app token (threat T32). @param token SHA-256, lower-case hex: tokens are free text */
export const deviceClaimKey = (club: string, tokenHash: string): Key => ({
  pk: join('CLUB', club, 'DEVICE', tokenHash),
  sk: 'CLAIM',
});

/** A provider's report names only its own id, and no club; the item names the message. */
export const providerMessageKey = (id: string): Key => ({ pk: join('SENT', id), sk: 'SENT' });

/** What all clubs together send in one second, through the account that they share. */
export const rateKey = (channel: string, second: number): Key => ({
  pk: join('RATE', channel),
  sk: join('SECOND', sortableNumber(second)),
});

/** Partitions that spread scheduled work over the index `due`. */
const DUE_SHARDS = 8;
export const dueShard = (id: number): string => join('DUE', id % DUE_SHARDS);
export const dueShards = (): string[] => Array.from({ length: DUE_SHARDS }, (_, shard) => dueShard(shard));

/** The sending that a partition belongs to; nothing for another partition. */
export const sendingRefFrom = (
  pk: string,
): { readonly club: string; readonly sending: number } | undefined => {
  const [, club, id] = /^CLUB#([^#]+)#SENDING#(\d+)$/.exec(pk) ?? [];
  return club === undefined ? undefined : { club, sending: Number(id) };
};
