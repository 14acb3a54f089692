import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import {
  type Admission,
  admissionOf,
  OPEN_SECONDS,
  OPENS_AFTER,
  type ShadowCircuit,
} from '#shared/domain/sessions/shadow-circuit.ts';
import type { Db } from '../table/db.ts';
import { send, writeConditionally } from '../table/send.ts';
import { itemType } from '../table/stored-items.ts';
import { shadowCircuitKey } from './login-keys.ts';

/** Only updates write it. */
const SHADOW_CIRCUIT = itemType('shadow-circuit', (circuit: Partial<ShadowCircuit>) => circuit);

const KEPT_SECONDS = 24 * 60 * 60;

const IS_CLOSED = '(attribute_not_exists(failures) OR failures < :most)';
const STAMP = 'kind = :kind, #ttl = :ttl';

type Admitted = Exclude<Admission, 'over' | 'open'>;

/** What admits a request, in one conditional write each. */
const WRITES: Readonly<Record<Admitted, { readonly condition: string; readonly expression: string }>> = {
  first: {
    condition: `(attribute_not_exists(#second) OR #second < :now) AND ${IS_CLOSED}`,
    expression: `SET #second = :now, #count = :one, ${STAMP}`,
  },
  further: {
    condition: `#second >= :now AND #count < :rate AND ${IS_CLOSED}`,
    expression: `ADD #count :one SET ${STAMP}`,
  },
  /** Others wait for its outcome, at most as long as for a failure. */
  trial: {
    condition: 'failures >= :most AND open_until <= :now',
    expression: `SET open_until = :until, ${STAMP}`,
  },
};

const NAMES = { '#second': 'second', '#count': 'count', '#ttl': 'ttl' } as const;

/** The update, with the names and values that its expressions use: the table refuses others. */
const update = (
  db: Db,
  club: string,
  now: number,
  { expression, condition, rate = 0 }: { expression: string; condition?: string; rate?: number },
): UpdateCommand => {
  const used = `${expression} ${condition ?? ''} `;
  const values: Readonly<Record<string, unknown>> = {
    ':now': now,
    ':one': 1,
    ':none': 0,
    ':most': OPENS_AFTER,
    ':rate': rate,
    ':until': now + OPEN_SECONDS,
    ':kind': SHADOW_CIRCUIT.kind,
    ':ttl': now + KEPT_SECONDS,
  };
  const those = <T>(all: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(all).filter(([name]) => new RegExp(`${name}\\b`).test(used)));
  return new UpdateCommand({
    TableName: db.table,
    Key: shadowCircuitKey(club),
    UpdateExpression: expression,
    ...(condition !== undefined && { ConditionExpression: condition }),
    ExpressionAttributeNames: those(NAMES),
    ExpressionAttributeValues: those(values) as UpdateCommandInput['ExpressionAttributeValues'],
  });
};

const findCircuit = async (db: Db, club: string): Promise<ShadowCircuit> => {
  const {
    second = 0,
    count = 0,
    failures = 0,
    open_until = 0,
  } = (await SHADOW_CIRCUIT.find(db, shadowCircuitKey(club))) ?? {};
  return { second, count, failures, open_until };
};

/** Between read and write others are admitted; what finds no place by then is over the rate. */
const MAX_ROUNDS = 5;

/** An admission, and the failures that were recorded before it. */
interface AdmissionReply {
  readonly admission: Admission;
  readonly failures: number;
}

/**
 * Admits a request to the old system, or not: a read, and a conditional write for one that is sent. A write whose answer
 * was lost may count twice: the second ends that much sooner.
 * @param now Unix seconds. @param rate requests a second
 */
export const admitShadowRequest = async (
  db: Db,
  club: string,
  now: number,
  rate: number,
): Promise<AdmissionReply> => {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const circuit = await findCircuit(db, club);
    const { failures } = circuit;
    const admission = admissionOf(circuit, now, rate);
    if (admission === 'over' || admission === 'open') return { admission, failures };
    if (await writeConditionally(db, update(db, club, now, { ...WRITES[admission], rate })))
      return { admission, failures };
  }
  return { admission: 'over', failures: 0 };
};

/** Records that the old system gave no usable answer; the third in a row opens the circuit. */
export const recordShadowFailure = async (db: Db, club: string, now: number): Promise<void> => {
  await send(
    db,
    update(db, club, now, { expression: `ADD failures :one SET open_until = :until, ${STAMP}` }),
  );
};

/** Records an answer after failures: the circuit is closed. */
export const closeShadowCircuit = async (db: Db, club: string, now: number): Promise<void> => {
  await send(db, update(db, club, now, { expression: `SET failures = :none, ${STAMP}` }));
};
