import { LoyaltyError } from '#shared/errors.ts';
import type { RequestCheck, StepOptions } from '../request.ts';

const holds = (json: unknown, name: string): boolean =>
  typeof json === 'object' && json !== null && Object.hasOwn(json, name);

/** Secrets have no place in a URL, which logs keep: where the body lacks them, the query is no substitute (threat T2). */
export const bodyOnly = ({ contract }: StepOptions): RequestCheck => ({
  name: 'body-only',
  before({ event, internal }) {
    const query = new URLSearchParams(event.rawQueryString);
    const misplaced = (contract.bodyOnly ?? []).filter(
      (name) => query.has(name) && !holds(internal.json, name),
    );
    if (misplaced.length === 0) return;
    throw new LoyaltyError('parameter_in_query', {
      message: `Send in the JSON body, not in the query: ${misplaced.join(', ')}`,
    });
  },
});
