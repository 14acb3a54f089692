import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Db, dbOf } from '#shared/data/table/db.ts';
import { processPlatform } from '#shared/platform.ts';
import { dynamoConfig, TEST_TABLE } from './db.ts';
import { guarded } from './role.ts';

export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Where the process dies: before the n-th call leaves, or after it took effect but before its answer. */
export interface CrashPoint {
  readonly call: number;
  readonly when: 'before' | 'after';
}

interface CountingDb extends Db {
  /** Calls that were begun. */
  readonly calls: () => number;
}

export interface CrashingDb extends CountingDb {
  /** Which of them write: a death at a read leaves what the death after the write before it leaves. */
  readonly writes: () => readonly number[];
}

const isRead = (command = ''): boolean => /^(Get|BatchGet|TransactGet|Query|Scan)/.test(command);

/**
 * A client of the same table whose process dies at the given call: every later call fails too, so nothing
 * that the dead process would have done next (cleaning up, say) happens.
 */
export const crashingDb = (point?: CrashPoint): CrashingDb => {
  let calls = 0;
  const writes: number[] = [];
  let dead = false;
  const client = new DynamoDBClient(dynamoConfig());
  client.middlewareStack.add(
    (next, context) => async (args) => {
      calls += 1;
      if (!isRead(context.commandName)) writes.push(calls);
      const now = calls === point?.call;
      if (dead || (now && point.when === 'before')) {
        dead = true;
        throw new Crash();
      }
      const answer = next(args);
      if (!now) return answer;
      // Refused or done, the dead process never learns.
      await answer.catch(() => {});
      dead = true;
      throw new Crash();
    },
    { step: 'initialize', name: 'crash' },
  );
  const doc = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return guarded({ ...dbOf(doc, TEST_TABLE, processPlatform), calls: () => calls, writes: () => writes });
};

/** An answer that ends too early: nothing that is worth repeating by the book, so that its loss reaches the caller. */
const cutShort = (): Error => new SyntaxError('Unexpected end of JSON input');

/** A client of the same table that loses the answer of one call, which took effect; its process lives on. */
export const losingDb = (call?: number): CountingDb => {
  let calls = 0;
  const client = new DynamoDBClient(dynamoConfig());
  client.middlewareStack.add(
    (next) => async (args) => {
      calls += 1;
      const isLost = calls === call;
      const answer = await next(args);
      if (isLost) throw cutShort();
      return answer;
    },
    { step: 'initialize', name: 'lose' },
  );
  const doc = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return guarded({ ...dbOf(doc, TEST_TABLE, processPlatform), calls: () => calls });
};
