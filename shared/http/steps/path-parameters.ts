import { PARAMETER_PATTERNS } from '#shared/contracts/endpoint.ts';
import { LoyaltyError } from '#shared/errors.ts';
import type { RequestCheck, StepOptions } from '../request.ts';

/** The gateway matched the path; what is left is the form of its parameters (contract §0.3). */
export const pathParameters = ({ contract }: StepOptions): RequestCheck => ({
  name: 'path-parameters',
  before({ event }) {
    for (const [name, kind] of Object.entries(contract.parameters)) {
      const value = event.pathParameters?.[name] ?? '';
      if (!PARAMETER_PATTERNS[kind].test(value)) throw new LoyaltyError('route_not_found');
    }
  },
});
