import { requirePermit } from '#shared/require-permit.ts';
import type { RequestCheck, StepOptions } from '../request.ts';

/** 403 when the client token lacks the endpoint's permit; exact strings, no wildcards (contract §1.4). */
export const permit = ({ contract }: StepOptions): RequestCheck => ({
  name: 'permit',
  before: ({ internal }) => requirePermit(internal.client.permits, contract.permit),
});
