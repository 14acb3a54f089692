import { type Permit, permitsInclude } from './contracts/permits.ts';
import { LoyaltyError } from './errors.ts';

/** @throws LoyaltyError permit_missing naming the permit, unless the permits include it */
export const requirePermit = (permits: readonly string[], permit: Permit): void => {
  if (permitsInclude(permits, permit)) return;
  throw new LoyaltyError('permit_missing', { message: `Not authorized: ${permit} permit is required` });
};
