import httpJsonBodyParser from '@middy/http-json-body-parser';
import { LoyaltyError } from '#shared/errors.ts';
import {
  isOutsizedNumber,
  mayHoldOutsizedNumber,
  parseExactly,
  TooManyOutsizedNumbers,
} from '#shared/exact-json.ts';
import { withinJsonLimits } from '#shared/json-limits.ts';
import { jsonFault } from '../json-fault.ts';
import type { MiddlewareRequest, RequestCheck, StepOptions } from '../request.ts';

const parser = httpJsonBodyParser({ disableContentTypeCheck: true });

/**
 * Text without these holds no key that could reach a prototype, spelt plainly or by escapes. The careful parser
 * visits every value and costs ten times the plain one; a bulk of 5000 members would spend most of its CPU there.
 */
const MAY_HOLD_FORBIDDEN_KEY = /__proto__|"constructor"|\\u/;

/** Names the place of the error, never the text: it may hold secrets. */
const notJson = (text: string, cause: unknown): LoyaltyError => {
  const place = jsonFault(text);
  const where = place ? `: line ${place.line}, column ${place.column}` : '';
  return new LoyaltyError('body_not_json', { message: `Request body is not valid JSON${where}`, cause });
};

const parse = (exchange: MiddlewareRequest, text: string): unknown => {
  try {
    if (!MAY_HOLD_FORBIDDEN_KEY.test(text)) return parseExactly(text);
    parser.before?.(exchange as never);
    return mayHoldOutsizedNumber(text) ? parseExactly(text) : exchange.event.body;
  } catch (cause) {
    if (cause instanceof TooManyOutsizedNumbers) throw new LoyaltyError('body_too_complex', { cause });
    const forbidden = cause instanceof Error && cause.message === 'Forbidden key in JSON body';
    throw forbidden ? new LoyaltyError('body_forbidden_key', { cause }) : notJson(text, cause);
  }
};

/** A body that is a number has no meaning, whatever its digits: schemas see its type. */
const withPlainRoot = (value: unknown): unknown => (isOutsizedNumber(value) ? Number(String(value)) : value);

const BLANK = /^\s*$/;

/**
 * Wrong JSON → 406, regardless of the content type (contract §1.2); an empty body is an object without keys (contract
 * §1.5). The parser's message quotes the body, so it travels as a cause only; keys that could reach a prototype are
 * refused by the parser.
 */
export const jsonBody = ({ contract }: StepOptions): RequestCheck => ({
  name: 'json-body',
  before(exchange) {
    if (!contract.body) return;
    const text = exchange.event.body;
    if (typeof text !== 'string') throw new TypeError('The body was not read');
    if (!withinJsonLimits(text)) throw new LoyaltyError('body_too_complex');
    exchange.internal.json = BLANK.test(text) ? {} : withPlainRoot(parse(exchange, text));
  },
});
