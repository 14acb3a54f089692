import { requireHeldKey } from '#shared/data/idempotency/kept-replies.ts';
import { audienceWrites, findAudiences } from '#shared/data/messaging/audiences.ts';
import {
  findMessage,
  messageCountWrites,
  messageUnchangedCheck,
  messageWrites,
} from '#shared/data/messaging/messages.ts';
import { findSending, sendingWrites } from '#shared/data/messaging/sendings.ts';
import { findTemplates, templateWrites } from '#shared/data/messaging/templates.ts';
import type { Db } from '#shared/data/table/db.ts';
import { type TransactWrite, transact } from '#shared/data/table/transact.ts';
import type { Audience } from '#shared/domain/messaging/audience.ts';
import type { Message, Template } from '#shared/domain/messaging/message.ts';
import type { Sending } from '#shared/domain/messaging/sending.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { createIdentityMap, type IdentityMap } from './identity-map.ts';

/** A club's messaging records in memory: operations read and change it, then all is written at once. */
export interface UnitOfWork {
  readonly messages: IdentityMap<Message>;
  readonly sendings: IdentityMap<Sending>;
  readonly templates: IdentityMap<Template>;
  readonly audiences: IdentityMap<Audience>;
}

/** For records that are asked for one at a time. */
const oneByOne =
  <T>(find: (id: number) => Promise<T | undefined>) =>
  async (ids: readonly number[]): Promise<readonly T[]> =>
    (await Promise.all(ids.map(find))).filter((one) => one !== undefined) as T[];

export const openUnitOfWork = (db: Db, club: string): UnitOfWork => ({
  messages: createIdentityMap(oneByOne((id) => findMessage(db, club, id))),
  sendings: createIdentityMap(oneByOne((id) => findSending(db, club, id))),
  templates: createIdentityMap((ids) => findTemplates(db, club, ids)),
  audiences: createIdentityMap((ids) => findAudiences(db, club, ids)),
});

/** The copy as it was read, before any operation. */
export const reset = (copy: UnitOfWork): void => {
  for (const map of [copy.messages, copy.sendings, copy.templates, copy.audiences]) map.reset();
};

/** Most items and bytes of a transaction; DynamoDB takes 100 and 4 MB. */
const MAX_STEPS = 100;
const MAX_BYTES = 3_900_000;

const bytesOf = ({ write }: TransactWrite): number => {
  const item = write.Put?.Item ?? {};
  const binary = Object.values(item).filter((value) => value instanceof Uint8Array);
  const rest = Object.fromEntries(Object.entries(item).filter(([, value]) => !(value instanceof Uint8Array)));
  return JSON.stringify(rest).length * 3 + binary.reduce((sum, { byteLength }) => sum + byteLength, 0);
};

const refuseTooMuch = (steps: readonly TransactWrite[]): void => {
  const bytes = steps.reduce((sum, step) => sum + bytesOf(step), 0);
  if (steps.length <= MAX_STEPS && bytes <= MAX_BYTES) return;
  throw new LoyaltyError('body_too_large', {
    message: 'The operations are too large to be done at once; send fewer of them',
  });
};

/**
 * Writes everything that changed in one transaction, if all that was changed or relied upon still is as it was
 * read. @param extraWrites other writes of the transaction, where there is one
 * @returns false when it is not: nothing was written, start over
 * @throws LoyaltyError body_too_large when it does not fit into a transaction
 */
export const commit = async (
  db: Db,
  club: string,
  copy: UnitOfWork,
  extraWrites: () => readonly TransactWrite[] = () => [],
): Promise<boolean> => {
  const writes = [
    ...messageCountWrites(db, club, copy.messages.changes()),
    ...copy.messages.changes().flatMap((change) => messageWrites(db, club, change)),
    ...copy.sendings.changes().flatMap((change) => sendingWrites(db, club, change)),
    ...copy.templates.changes().flatMap((change) => templateWrites(db, club, change)),
    ...copy.audiences.changes().flatMap((change) => audienceWrites(db, club, change)),
  ];
  if (writes.length === 0) return true;
  const steps = [
    ...writes,
    ...extraWrites(),
    ...copy.messages.untouched().map((seen) => messageUnchangedCheck(db, club, seen)),
  ];
  refuseTooMuch(steps);
  const failedChecks = await transact(db, steps);
  requireHeldKey(failedChecks);
  return failedChecks.length === 0;
};
