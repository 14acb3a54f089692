import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { LoyaltyError } from '#shared/errors.ts';

const LONGEST_NAME = 128;
const MOST_NAMES = 100;

const LEAF = { value: null, error: 'not_permitted', options: {}, message: 'is not permitted' } as const;

/** Query parameters that a list does not know, in the shape of the endpoint's other errors about parameters. */
export const unknownKeysError = (
  { errors }: Pick<EndpointContract, 'errors'>,
  keys: readonly string[],
): LoyaltyError => {
  const names = keys.slice(0, MOST_NAMES).map((key) => key.slice(0, LONGEST_NAME).toWellFormed());
  return errors.includes('parameters_invalid')
    ? new LoyaltyError('parameters_invalid', {
        details: Object.fromEntries(names.map((name) => [name, [LEAF]])),
      })
    : new LoyaltyError('parameter_invalid', { message: `Unknown query parameters: ${names.join(', ')}` });
};
