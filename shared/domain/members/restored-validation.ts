import type { Member } from './member.ts';
import {
  asNew,
  type MemberPayload,
  type MemberRules,
  type ValidationResult,
  validateReadable,
} from './member-draft.ts';
import { splitByScope } from './product-scope.ts';

/**
 * Validates a member that comes as another system had it: whole, with the consents that it gave there (contract §4.6).
 * @param before the member that has its id already; what the product does not see of it stays
 */
export const validateRestored = (
  rules: MemberRules,
  payload: MemberPayload,
  before: Member | undefined,
): ValidationResult =>
  validateReadable(rules, payload, (readable) => {
    const { properties, beyond } = asNew(rules, readable);
    const current = before?.properties ?? {};
    const unseen = splitByScope(current, rules.scope).beyond.map((name) => [name, current[name]]);
    return {
      properties: { ...Object.fromEntries(unseen), ...properties },
      ...(before && { current, answered: before.consents }),
      beyond,
      mustConsent: () => false,
    };
  });
