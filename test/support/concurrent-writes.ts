import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Db } from '#shared/data/table/db.ts';

type Send = (command: never) => Promise<unknown>;

const sending = (db: Db, sendOf: (send: Send) => (command: object) => Promise<unknown>): Db => {
  const send = sendOf((command) => db.doc.send(command));
  const doc = new Proxy(db.doc, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  }) as DynamoDBDocumentClient;
  return { ...db, doc };
};

const beforeCommands =
  (name: string) =>
  (db: Db, happens: () => Promise<void>): Db =>
    sending(db, (send) => async (command) => {
      if (command.constructor.name === name) await happens();
      return send(command as never);
    });

/** The table for a caller whose transactions come late: before each, something else happens. */
export const beforeTransactions = beforeCommands('TransactWriteCommand');

/** The same of batches of statements, by which rows of bulks are written. */
export const beforeStatements = beforeCommands('BatchExecuteStatementCommand');

/**
 * The table for a caller that pauses once: after the answer to the given call, something else happens.
 * @param at 1 is the first call
 */
export const afterCall = (db: Db, at: number, happens: () => Promise<void>): Db & { calls(): number } => {
  let calls = 0;
  const stalled = sending(db, (send) => async (command) => {
    calls += 1;
    const own = calls;
    const answer = await send(command as never);
    if (own === at) await happens();
    return answer;
  });
  return { ...stalled, calls: () => calls };
};
