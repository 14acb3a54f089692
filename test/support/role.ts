import { AsyncLocalStorage } from 'node:async_hooks';
import { ROUTED } from '#shared/contracts/catalogue.ts';
import { LOG_WORKERS } from '#shared/contracts/log-workers.ts';
import { STREAM_WORKERS, WORKERS } from '#shared/contracts/queues.ts';
import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';
import type { Db } from '#shared/data/table/db.ts';
import { TABLE } from '#shared/data/table/table-shape.ts';
import { actionsByTarget, type TargetName } from '../../infra/grants.ts';

/** What IAM would answer; the store's translation of errors does not know it, so it ends as a 500. */
class AccessDenied extends Error {
  override readonly name = 'AccessDeniedException';
}

interface Role {
  readonly id: string;
  readonly allowed: ReadonlyMap<TargetName, readonly string[]>;
}

const roles = new Map<string, Role>(
  [...ROUTED, ...WORKERS, ...STREAM_WORKERS, ...SCHEDULED_WORKERS, ...LOG_WORKERS].map(({ id, grants }) => [
    id,
    { id, allowed: actionsByTarget(grants) },
  ]),
);

const present = new AsyncLocalStorage<Role>();

/** Runs a function of the system with the allowances of its deployed role, and no others. */
export const inRole = <T>(id: string, run: () => T): T => {
  const role = roles.get(id);
  if (!role) throw new Error(`No function ${id}`);
  return present.run(role, run);
};

/** @throws AccessDenied when the function that is running may not do that; tests themselves may do anything */
export const requireGrant = (target: TargetName, action?: string): void => {
  const role = present.getStore();
  if (!role) return;
  const actions = role.allowed.get(target);
  if (actions && (action === undefined || actions.includes(action))) return;
  throw new AccessDenied(`${role.id} may not ${action ?? 'know'} ${target}`);
};

/** Targets of indexes are named as the indexes are. */
const INDEX_TARGETS: ReadonlyMap<string, TargetName> = new Map(
  Object.values(TABLE.indexes).map(({ name }) => [name, name]),
);

const STEP_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

const STATEMENT_ACTIONS: Readonly<Record<string, string>> = {
  SELECT: 'PartiQLSelect',
  INSERT: 'PartiQLInsert',
  UPDATE: 'PartiQLUpdate',
  DELETE: 'PartiQLDelete',
};

type Input = any;

/**
 * The IAM actions behind commands that are not actions themselves.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
const PARTS: Readonly<Record<string, (input: Input) => string[]>> = {
  TransactWriteItems: ({ TransactItems }) =>
    TransactItems.flatMap((item: object) => Object.keys(item).map((part) => STEP_ACTIONS[part] ?? part)),
  BatchExecuteStatement: ({ Statements }) =>
    Statements.map(({ Statement }: Input) => {
      const [verb = ''] = Statement.trim().split(/\s/);
      return STATEMENT_ACTIONS[verb.toUpperCase()] ?? verb;
    }),
};

/** Makes a client refuse what the running function's role does not allow, as IAM would. */
export const guarded = <D extends Pick<Db, 'doc'>>(db: D): D => {
  db.doc.middlewareStack.add(
    (next, context) => async (args) => {
      const input: Input = args.input;
      const command = String(context['commandName']).replace(/Command$/, '');
      const target = input.IndexName === undefined ? 'table' : INDEX_TARGETS.get(input.IndexName);
      for (const action of PARTS[command]?.(input) ?? [command]) {
        requireGrant(target ?? 'table', `dynamodb:${action}`);
      }
      return next(args);
    },
    { step: 'initialize', name: 'role', override: true },
  );
  return db;
};
