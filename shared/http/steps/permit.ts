import { opens } from '#shared/contracts/permits.ts';
import { LoyaltyError } from '#shared/errors.ts';
import type { Step, StepSetup } from '../request.ts';

/** 403 when the client token lacks the endpoint's permit; exact strings, no wildcards (contract §1.4). */
export const permit = ({ contract }: StepSetup): Step => ({
  name: 'permit',
  before({ internal }) {
    if (opens(internal.client.permits, contract.permit)) return;
    throw new LoyaltyError('permit_missing', {
      message: `Not authorized: ${contract.permit} permit is required`,
    });
  },
});
