import { join, type Key, ordered } from './keys.ts';

/** Keys of messages, their templates, sendings and dispatches; built like all others, each below its club. */

/** All messages of a club, small and in order of their ids; their templates are items of their own. */
export const messagesPartition = (club: string): string => join('CLUB', club, 'MESSAGES');
export const messageKey = (club: string, id: number): Key => ({
  pk: messagesPartition(club),
  sk: join('MESSAGE', ordered(id)),
});
/** Where a deleted message is kept, out of the way of lists. */
export const deletedMessageKey = (club: string, id: number): Key => ({
  pk: join('CLUB', club, 'MESSAGE', id),
  sk: 'DELETED',
});
/** Says that the message has the sending. */
export const messageSendingKey = (club: string, message: number, sending: number): Key => ({
  pk: join('CLUB', club, 'MESSAGE', message),
  sk: join('SENDING', ordered(sending)),
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
/** @param id of the dispatch */
export const sendingDispatchKey = (club: string, sending: number, id: number): Key => ({
  pk: sendingKey(club, sending).pk,
  sk: join('DISPATCH', ordered(id)),
});
export const SENDING_DISPATCHES_PREFIX = 'DISPATCH#';
/** The rendered texts of a dispatch, apart so that lists can be counted and filtered without them. */
export const dispatchContentKey = (club: string, sending: number, id: number): Key => ({
  pk: sendingKey(club, sending).pk,
  sk: join('CONTENT', ordered(id)),
});

/** Partitions that spread scheduled work over the index `due`. */
export const DUE_SHARDS = 8;
export const dueShard = (id: number): string => join('DUE', id % DUE_SHARDS);
