import { INTERNAL_PERMITS, PERMITS } from '#shared/contracts/permits.ts';
import { POLICIES, type Policy } from '#shared/contracts/policies.ts';

/** All permits as callers see them (contract §6.5). No feature has to be bought for any of them. */
export const permitViews = () =>
  Object.entries(PERMITS).map(([name, description]) => ({
    name,
    description,
    internal: INTERNAL_PERMITS.has(name),
    required_customer_features: [],
  }));

/** All policies as callers see them (contract §6.5). Clubs are of one type here, and permits are never tainted. */
export const policyViews = () =>
  Object.entries<Policy>(POLICIES).map(([name, { description, internal, permits }]) => ({
    name,
    description,
    internal,
    for_loyalty_club_types: ['REGULAR'],
    taint_produced_permits_with: null,
    permits,
  }));
