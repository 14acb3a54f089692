import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import type { EndpointContract } from '../../shared/contracts/endpoint.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const compiled = new WeakMap<object, ValidateFunction>();

/**
 * Says where a success reply differs from the schema its contract declares: TypeScript does not notice a
 * field that leaks through a variable. @returns nothing when it conforms
 */
export const replyProblem = (
  contract: EndpointContract,
  status: number,
  body: unknown,
): string | undefined => {
  if (status >= 400) return undefined;
  const schema = contract.replies[status];
  if (schema === undefined) return `${contract.id} does not declare status ${status}`;
  if (typeof schema !== 'object') return undefined;
  const validate = compiled.get(schema) ?? ajv.compile(schema as AnySchema);
  compiled.set(schema, validate);
  if (validate(body)) return undefined;
  return `${contract.id} ${status}: ${ajv.errorsText(validate.errors)}`;
};
