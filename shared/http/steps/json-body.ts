import httpJsonBodyParser from '@middy/http-json-body-parser';
import { LoyaltyError } from '#shared/errors.ts';
import { withinJsonLimits } from '../json-limits.ts';
import type { MiddlewareRequest, RequestCheck, StepOptions } from '../request.ts';

const parser = httpJsonBodyParser({ disableContentTypeCheck: true });

/**
 * Text without these holds no key that could reach a prototype, spelt plainly or by escapes. The careful parser
 * visits every value and costs ten times the plain one; a bulk of 5000 members would spend most of its CPU there.
 */
const MAY_HOLD_FORBIDDEN_KEY = /__proto__|"constructor"|\\u/;

const parse = (exchange: MiddlewareRequest, text: string): unknown => {
  try {
    if (!MAY_HOLD_FORBIDDEN_KEY.test(text)) return JSON.parse(text);
    parser.before?.(exchange as never);
    return exchange.event.body;
  } catch (cause) {
    const forbidden = cause instanceof Error && cause.message === 'Forbidden key in JSON body';
    throw new LoyaltyError(forbidden ? 'body_forbidden_key' : 'body_not_json', { cause });
  }
};

/**
 * Wrong or absent JSON → 406, whatever the content type says (contract §1.2). The parser's message quotes
 * the body, so it travels as a cause only; keys that could reach a prototype are refused by the parser.
 */
export const jsonBody = ({ contract }: StepOptions): RequestCheck => ({
  name: 'json-body',
  before(exchange) {
    if (!contract.body) return;
    const text = exchange.event.body;
    if (typeof text !== 'string') throw new LoyaltyError('body_not_json');
    if (!withinJsonLimits(text)) throw new LoyaltyError('body_too_complex');
    exchange.internal.json = parse(exchange, text);
  },
});
