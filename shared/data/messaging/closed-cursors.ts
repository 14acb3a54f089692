import type { SendingState } from '#shared/domain/messaging/sending.ts';
import type { Db } from '../table/db.ts';
import type { Key } from '../table/keys.ts';
import { preparationCursorKey, transmissionCursorKey } from '../table/messaging-keys.ts';
import type { TransactWrite } from '../table/transact.ts';

/** In-flight dispatches stay named: the worker that claimed them may still record outcomes. A position may hold an address. */
const closeWrite = (db: Db, key: Key): TransactWrite => ({
  write: {
    Update: {
      TableName: db.table,
      Key: key,
      UpdateExpression: 'SET #state = :closed ADD #version :one REMOVE #position',
      ExpressionAttributeNames: { '#state': 'state', '#version': 'version', '#position': 'position' },
      ExpressionAttributeValues: { ':closed': 'closed', ':one': 1 },
    },
  },
});

/** Keys of the cursors that a sending has in each status; they exist exactly then. */
const CURSORS: Readonly<
  Partial<Record<SendingState['status'], (club: string, sending: SendingState) => readonly Key[]>>
> = {
  preparing: (club, { id, preparationPartitions }) =>
    preparationPartitions.map((partition) => preparationCursorKey(club, id, partition)),
  transmitting: (club, { id, transmissionPartitions }) =>
    transmissionPartitions.map((partition) => transmissionCursorKey(club, id, partition)),
};

/** Closes the cursors of a sending as it was: after this commits, none of its steps can (fault F61). */
export const closingWrites = (db: Db, club: string, before: SendingState): readonly TransactWrite[] =>
  (CURSORS[before.status]?.(club, before) ?? []).map((key) => closeWrite(db, key));
