import type { Problem } from '../validation/problem.ts';
import {
  asObject,
  fields,
  isAbsent,
  isInteger,
  isObject,
  listOfObjects,
  oneOf,
  type Rule,
  record,
  required,
  valueAt,
} from '../validation/rules.ts';

const MAX_OPERATIONS = 10;

export type BulkOperationName = 'message.create' | 'message.update' | 'sending.create' | 'sending.update';

/** What a bulk supports: by entity and type, the parameter that names its target (contract §5.1). */
const SUPPORTED = {
  message: { create: undefined, update: 'id' },
  sending: { create: 'message_id', update: 'id' },
} as const;

type Entity = keyof typeof SUPPORTED;
type OperationType = 'create' | 'update';

const ENTITIES = Object.keys(SUPPORTED);
const isEntity = (value: unknown): value is Entity => ENTITIES.includes(String(value));

/** Types that go with the entity, and all of them where the entity is wrong itself. */
const typesFor = (entity: unknown): readonly string[] =>
  Object.keys(SUPPORTED[isEntity(entity) ? entity : 'message']);

const target = (operation: unknown): string | undefined => {
  const entity = valueAt(operation, 'entity');
  const type = valueAt(operation, 'type');
  return isEntity(entity) && (type === 'create' || type === 'update') ? SUPPORTED[entity][type] : undefined;
};

/** Parameters may be left out where there is none to name. */
const paramsRule = (name: string | undefined): Rule => {
  const shape = name === undefined ? isObject : record({ [name]: required(isInteger) });
  return (params) => (isAbsent(params) && name === undefined ? [] : shape(params ?? {}));
};

const isOperation: Rule = (operation) =>
  fields({
    type: required(oneOf(typesFor(valueAt(operation, 'entity')))),
    entity: required(oneOf(ENTITIES)),
    params: paramsRule(target(operation)),
    payload: isObject,
  })(operation);

const areOperations = required(listOfObjects({ min: 1, max: MAX_OPERATIONS }, isOperation));

/** What is wrong with the request of a bulk itself; nothing is executed then (contract §5.1.1). */
export const bulkProblems = (body: unknown): readonly Problem[] =>
  fields({ operations: areOperations })(body);

export interface BulkOperation {
  readonly name: BulkOperationName;
  /** Id of the target; nothing for a creation without one. */
  readonly target: number | undefined;
  readonly payload: unknown;
  /** As sent, to be echoed. */
  readonly echo: Readonly<Record<'type' | 'entity' | 'params' | 'payload', unknown>>;
}

/** The payload without the wrapper of the single endpoint, when that is its only key (contract §5.1.1). */
const unwrapped = (entity: string, payload: unknown): unknown => {
  const keys = Object.keys(asObject(payload));
  return keys.length === 1 && keys[0] === entity ? valueAt(payload, entity) : payload;
};

/** The operations of a request without problems, in order. */
export const operationsFrom = (body: unknown): readonly BulkOperation[] =>
  (valueAt(body, 'operations') as readonly unknown[]).map((operation) => {
    const entity = valueAt(operation, 'entity') as Entity;
    const type = valueAt(operation, 'type') as OperationType;
    const params = valueAt(operation, 'params') ?? {};
    const name = SUPPORTED[entity][type];
    const payload = valueAt(operation, 'payload');
    return {
      name: `${entity}.${type}`,
      target: name === undefined ? undefined : Number(valueAt(params, name)),
      payload: unwrapped(entity, payload),
      echo: { type, entity, params, payload },
    };
  });
