import httpJsonBodyParser from '@middy/http-json-body-parser';
import { LoyaltyError } from '../../errors.ts';
import { withinJsonLimits } from '../json-limits.ts';
import type { Step, StepSetup } from '../request.ts';

const parser = httpJsonBodyParser({ disableContentTypeCheck: true });

/**
 * Wrong or absent JSON → 406, whatever the content type says (contract §1.2). The parser's message quotes
 * the body, so it travels as a cause only; keys that could reach a prototype are refused by the parser.
 */
export const jsonBody = ({ contract }: StepSetup): Step => ({
  name: 'json-body',
  before(exchange) {
    if (!contract.body) return;
    const text = exchange.event.body;
    if (typeof text !== 'string' || text.trim() === '') throw new LoyaltyError('body_not_json');
    if (!withinJsonLimits(text)) throw new LoyaltyError('body_too_complex');
    try {
      parser.before?.(exchange as never);
    } catch (cause) {
      const forbidden = cause instanceof Error && cause.message === 'Forbidden key in JSON body';
      throw new LoyaltyError(forbidden ? 'body_forbidden_key' : 'body_not_json', { cause });
    }
    exchange.internal.json = exchange.event.body;
  },
});
