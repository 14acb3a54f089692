import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { LoyaltyError } from '#shared/errors.ts';

const letters = (key: string): string => key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/**
 * The refusal of a key that would be ignored and decides whether anything is written: `dryRun` for `dry_run`, or
 * `?dry_run=true`. @param json before unknown keys are dropped
 */
export const exactKeyError = (
  { exactKeys = [], body }: Pick<EndpointContract, 'exactKeys' | 'body'>,
  json: unknown,
  rawQueryString: string,
): LoyaltyError | undefined => {
  const inBody = Object.keys(json ?? {}).filter((key) => !exactKeys.includes(key));
  const inQuery = [...new URLSearchParams(rawQueryString).keys()];
  for (const exact of exactKeys) {
    const wrong = [...inBody, ...inQuery].find((key) => letters(key) === letters(exact));
    if (wrong === undefined || body?.errors.shape !== 'reason') continue;
    const message = `${wrong}: send ${exact}, and in the body`;
    return new LoyaltyError(body.errors.reasons['*'], { message });
  }
  return undefined;
};
