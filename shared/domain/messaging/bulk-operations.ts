import { listOfObjects } from '../validation/list-rules.ts';
import { bothOf, type Rule, type RuleSchema, schemaOf, withSchema } from '../validation/rule.ts';
import {
  asObject,
  fields,
  isObject,
  oneOf,
  optional,
  reading,
  record,
  required,
  valueAt,
} from '../validation/rules.ts';
import { isInteger } from '../validation/value-rules.ts';

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

/** Operation types of the entity; all types where the entity itself is wrong. */
const typesFor = (entity: unknown): readonly string[] =>
  Object.keys(SUPPORTED[isEntity(entity) ? entity : 'message']);

const target = (operation: unknown): string | undefined => {
  const entity = valueAt(operation, 'entity');
  const type = valueAt(operation, 'type');
  return isEntity(entity) && (type === 'create' || type === 'update') ? SUPPORTED[entity][type] : undefined;
};

/** An id as a number, or its digits. */
const isId = reading(
  (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
  isInteger,
);

/** Parameters may be left out where there is none to name. */
const paramsRule = (name: string | undefined): Rule =>
  name === undefined
    ? optional(record({}))
    : reading((params) => params ?? {}, record({ [name]: required(isId) }));

export const checkOperation: Rule = (operation) =>
  fields({
    type: required(oneOf(typesFor(valueAt(operation, 'entity')))),
    entity: required(oneOf(ENTITIES)),
    params: paramsRule(target(operation)),
    payload: isObject,
  })(operation);

type PayloadRules = Readonly<Record<BulkOperationName, Rule>>;

const operationSchema = (payloads: PayloadRules): RuleSchema => ({
  oneOf: Object.entries(payloads).map(([name, payload]) => {
    const [entity, type] = name.split('.') as [Entity, OperationType];
    const params = paramsRule(SUPPORTED[entity][type]);
    const tags = { type: { const: type }, entity: { const: entity } };
    const named = {
      type: 'object',
      properties: tags,
      required: Object.keys(tags),
      additionalProperties: false,
    };
    return bothOf(named, schemaOf(fields({ params, payload: required(payload) })));
  }),
});

/** @param payloads what the payload of each operation must be, once it runs */
export const isOperation = (payloads: PayloadRules): Rule =>
  withSchema(() => operationSchema(payloads), checkOperation);

/** The body of a bulk; a payload is validated when its operation runs (contract §5.1.1). */
export const isBulkBody = (operation: Rule): Rule =>
  record({ operations: required(listOfObjects({ min: 1, max: MAX_OPERATIONS }, operation)) });

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
