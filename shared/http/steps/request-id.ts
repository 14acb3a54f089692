import { FIRST_GENERATION_PREFIX } from '#shared/contracts/endpoint.ts';
import { headerText } from '../header-text.ts';
import type { RequestCheck } from '../request.ts';

/**
 * Names the request and reads its headers, lower-cased and trimmed; a blank header counts as missing (contract
 * §1.1).
 */
export const requestId = (): RequestCheck => ({
  name: 'request-id',
  before({ event, internal }) {
    internal.requestId = event.requestContext.requestId;
    internal.firstGeneration = event.rawPath.startsWith(FIRST_GENERATION_PREFIX);
    const headers: Record<string, string> = Object.create(null);
    for (const [name, value] of Object.entries(event.headers ?? {})) {
      const text = value === undefined ? '' : headerText(value).trim();
      if (text) headers[name.toLowerCase()] = text;
    }
    internal.headers = headers;
  },
});
