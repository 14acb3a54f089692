import { REQUIRED_HEADERS } from '#shared/contracts/pre-handler-errors.ts';
import { LoyaltyError } from '#shared/errors.ts';
import type { MiddlewareRequest, RequestCheck, StepOptions } from '../request.ts';

const clubOf = ({ event, internal }: MiddlewareRequest): string => {
  const inHeader = internal.headers['x-loyalty-club-slug'];
  const inPath = event.pathParameters?.['loyalty_club_slug'];
  if (inHeader !== undefined && inPath !== undefined && inHeader !== inPath) {
    throw new LoyaltyError('header_incorrect', {
      message: 'X-Loyalty-Club-Slug does not match the club in the path',
    });
  }
  return inPath ?? inHeader ?? '';
};

/** Missing → 400 on the 2017 paths, else 470; a club header that contradicts the path → 471. */
export const requiredHeaders = ({ contract }: StepOptions): RequestCheck => ({
  name: 'required-headers',
  before(exchange) {
    const { internal } = exchange;
    for (const name of REQUIRED_HEADERS[contract.family]) {
      if (internal.headers[name.toLowerCase()] === undefined) {
        throw new LoyaltyError('required_header_missing', { message: `Missing required header: ${name}` });
      }
    }
    internal.product = internal.headers['x-product-name'] ?? '';
    internal.subproduct = internal.headers['x-subproduct-name'];
    internal.slug = clubOf(exchange);
  },
});
