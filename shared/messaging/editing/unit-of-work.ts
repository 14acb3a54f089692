import { audienceSteps, findAudiences } from '#shared/data/messaging/audiences.ts';
import { findMessage, messageIsAsSeen, messageSteps } from '#shared/data/messaging/messages.ts';
import { findSending, sendingSteps } from '#shared/data/messaging/sendings.ts';
import { findTemplates, templateSteps } from '#shared/data/messaging/templates.ts';
import type { Db } from '#shared/data/table/db.ts';
import { type TransactStep, transact } from '#shared/data/table/transact.ts';
import type { Audience } from '#shared/domain/messaging/audience.ts';
import type { Message, Template } from '#shared/domain/messaging/message.ts';
import type { Sending } from '#shared/domain/messaging/sending.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { createShelf, type Shelf } from './identity-map.ts';

/** A club's messaging records in memory: operations read and change it, then all is written at once. */
export interface WorkingCopy {
  readonly messages: Shelf<Message>;
  readonly sendings: Shelf<Sending>;
  readonly templates: Shelf<Template>;
  readonly audiences: Shelf<Audience>;
}

/** For records that are asked for one at a time. */
const oneByOne =
  <T>(find: (id: number) => Promise<T | undefined>) =>
  async (ids: readonly number[]): Promise<readonly T[]> =>
    (await Promise.all(ids.map(find))).filter((one) => one !== undefined) as T[];

export const openWorkingCopy = (db: Db, club: string): WorkingCopy => ({
  messages: createShelf(oneByOne((id) => findMessage(db, club, id))),
  sendings: createShelf(oneByOne((id) => findSending(db, club, id))),
  templates: createShelf((ids) => findTemplates(db, club, ids)),
  audiences: createShelf((ids) => findAudiences(db, club, ids)),
});

/** The copy as it was read, before any operation. */
export const rewind = (copy: WorkingCopy): void => {
  for (const shelf of [copy.messages, copy.sendings, copy.templates, copy.audiences]) shelf.rewind();
};

/** Most items and bytes of a transaction; DynamoDB takes 100 and 4 MB. */
const MAX_STEPS = 100;
const MAX_BYTES = 3_900_000;

const bytesOf = ({ write }: TransactStep): number => {
  const item = write.Put?.Item ?? {};
  const binary = Object.values(item).filter((value) => value instanceof Uint8Array);
  const rest = Object.fromEntries(Object.entries(item).filter(([, value]) => !(value instanceof Uint8Array)));
  return JSON.stringify(rest).length * 3 + binary.reduce((sum, { byteLength }) => sum + byteLength, 0);
};

const refuseTooMuch = (steps: readonly TransactStep[]): void => {
  const bytes = steps.reduce((sum, step) => sum + bytesOf(step), 0);
  if (steps.length <= MAX_STEPS && bytes <= MAX_BYTES) return;
  throw new LoyaltyError('body_too_large', {
    message: 'The operations are too large to be done at once; send fewer of them',
  });
};

/**
 * Writes everything that changed in one transaction, if all that was changed or relied upon still is as it was
 * read. @returns false when it is not: nothing was written, start over
 * @throws LoyaltyError body_too_large when it does not fit into a transaction
 */
export const commit = async (db: Db, club: string, copy: WorkingCopy): Promise<boolean> => {
  const writes = [
    ...copy.messages.changes().flatMap((change) => messageSteps(db, club, change)),
    ...copy.sendings.changes().flatMap((change) => sendingSteps(db, club, change)),
    ...copy.templates.changes().flatMap((change) => templateSteps(db, club, change)),
    ...copy.audiences.changes().flatMap((change) => audienceSteps(db, club, change)),
  ];
  if (writes.length === 0) return true;
  const steps = [...writes, ...copy.messages.untouched().map((seen) => messageIsAsSeen(db, club, seen))];
  refuseTooMuch(steps);
  return (await transact(db, steps)).length === 0;
};
