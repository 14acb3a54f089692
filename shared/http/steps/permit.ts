import { permitsInclude } from '#shared/contracts/permits.ts';
import { LoyaltyError } from '#shared/errors.ts';
import type { RequestCheck, StepOptions } from '../request.ts';

/** 403 when the client token lacks the endpoint's permit; exact strings, no wildcards (contract §1.4). */
export const permit = ({ contract }: StepOptions): RequestCheck => ({
  name: 'permit',
  before({ internal }) {
    if (permitsInclude(internal.client.permits, contract.permit)) return;
    throw new LoyaltyError('permit_missing', {
      message: `Not authorized: ${contract.permit} permit is required`,
    });
  },
});
