import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Db, dbOf } from '#shared/data/table/db.ts';
import type { Platform } from '#shared/platform.ts';

/** What becomes of a command: it is not done, it is done and its answer lost, or its answer is another one. */
export type Fault =
  | { readonly before: Error }
  | { readonly after: Error }
  | { readonly answer: (reply: any, command: any) => unknown };

/** @param call from 1, of the commands of this name */
export type Faults = (name: string, call: number, command: any) => Fault | undefined;

/** A failure as the SDK throws it. */
export const failure = (name: string, more: object = {}): Error =>
  Object.assign(new Error(name), { name, ...more });

/** A cancelled transaction, with the reasons of its steps. */
export const cancelled = (...codes: readonly string[]): Error =>
  failure('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });

/** A clock that only sleeping moves, and what was slept. */
export const sleepingClock = () => {
  const slept: number[] = [];
  const surroundings: Platform = {
    now: () => new Date(slept.reduce((sum, one) => sum + one, 0)),
    sleep: async (milliseconds) => void slept.push(milliseconds),
    random: () => 0.5,
    uuid: () => crypto.randomUUID(),
  };
  return { slept, surroundings };
};

/** The same table behind a client whose commands fail as given; nothing is really waited for. */
export const flakyDb = (db: Db, faults: Faults, surroundings = sleepingClock().surroundings): Db => {
  const calls = new Map<string, number>();
  const send = async (command: any): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, '');
    const call = (calls.get(name) ?? 0) + 1;
    calls.set(name, call);
    const fault = faults(name, call, command);
    if (fault && 'before' in fault) throw fault.before;
    if (fault && 'answer' in fault) return fault.answer(await db.doc.send(command), command);
    const reply = await db.doc.send(command);
    if (fault) throw fault.after;
    return reply;
  };
  const doc = new Proxy(db.doc, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  }) as DynamoDBDocumentClient;
  return dbOf(doc, db.table, surroundings);
};
