/** What one operation takes of the table. */
export interface Count {
  readonly calls: number;
  /** By the documented rules: transactions twice, index entries one each. */
  readonly writeUnits: number;
  /** Items that are not there at one. */
  readonly readUnits: number;
}

/**
 * What warm functions take, counted on DynamoDB Local; tests hold every line true. Members have both identifiers.
 * docs/scale.md is computed from it: `npm run generate` after a change.
 */
export const COUNTS = {
  'create a member': { calls: 2, writeUnits: 9, readUnits: 0 },
  'read a member by id': { calls: 1, writeUnits: 0, readUnits: 1 },
  'read a member by e-mail': { calls: 2, writeUnits: 0, readUnits: 2 },
  'update a member': { calls: 2, writeUnits: 1, readUnits: 1 },
  'log in': { calls: 4, writeUnits: 5, readUnits: 6 },
  'authenticated call': { calls: 1, writeUnits: 0, readUnits: 2 },
  'refresh a session': { calls: 2, writeUnits: 1, readUnits: 2 },
  'first call with a refreshed pair': { calls: 2, writeUnits: 1, readUnits: 2 },
  'remove a member': { calls: 2, writeUnits: 14, readUnits: 1 },
  /** Recorded by the worker on the stream; as much for a hundred of one block of ids in one batch. */
  'list a member that comes alone': { calls: 2, writeUnits: 4, readUnits: 1 },
  /** From the message in the queue to the provider's answer. */
  'automatic mail': { calls: 4, writeUnits: 7, readUnits: 2 },
  /** A line of what changed, stored by the worker on the stream, of a full batch; nothing where no caller sees a change. */
  'record a change of a member': { calls: 0.05, writeUnits: 1, readUnits: 1 },
  'new row of a bulk': { calls: 0.15, writeUnits: 5.02, readUnits: 1 },
  'unchanged row of a bulk': { calls: 0.04, writeUnits: 0.02, readUnits: 2 },
  /** A recipient of a sending to 384 members, begun to ended, counted on the model of the table. */
  'mail of a sending': { calls: 0.92, writeUnits: 3.47, readUnits: 4.43 },
  'SMS of a sending': { calls: 0.97, writeUnits: 4.47, readUnits: 4.43 },
} as const satisfies Readonly<Record<string, Count>>;

/**
 * A page of `GET members`, the first one or any by cursor, at any size of the club: its length, a block of ids, the
 * members. Up to a hundred.
 */
export const memberPage = (perPage: number): Count => ({ calls: 3, writeUnits: 0, readUnits: 2 + perPage });

/** Bytes that one member, or one message to it, takes in the table, in fifties; names as long as those of the demo. */
export const BYTES = {
  member: 650,
  /** Of e-mail and number together, as `entries`. */
  claims: 300,
  entries: 200,
  /** All that is kept of a message of a sending, at most. */
  message: 900,
  messageItems: 3,
  /** Of 2048 consecutive ids. */
  block: 650,
} as const;
