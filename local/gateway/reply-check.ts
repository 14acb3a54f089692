import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { errorsOf } from '#shared/contracts/pre-handler-errors.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const compiled = new WeakMap<object, ValidateFunction>();

interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** `X-Error-Code`; replies that the contract lists have none. */
  readonly code: string | undefined;
}

/**
 * Where a reply differs from what its contract declares: TypeScript does not notice a field that leaks
 * through a variable, nor an undocumented error. @returns nothing when it conforms
 */
export const replyProblem = (
  contract: EndpointContract,
  { status, body, code }: Answer,
): string | undefined => {
  if (code !== undefined) {
    const isDeclared = errorsOf(contract).some((declared) => declared === code);
    return isDeclared ? undefined : `${contract.id} does not declare ${code}`;
  }
  const schema = contract.replies[status];
  if (schema === undefined) return `${contract.id} does not declare status ${status}`;
  if (typeof schema !== 'object') return undefined;
  const validate = compiled.get(schema) ?? ajv.compile(schema as AnySchema);
  compiled.set(schema, validate);
  if (validate(body)) return undefined;
  return `${contract.id} ${status}: ${ajv.errorsText(validate.errors)}`;
};
