import { ENV } from '#shared/env-names.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { getRuntime } from '#shared/runtime.ts';

/** The default route answers it (contract §0.3): a page of the API's own host, for deployments without documentation. */
export const ERRORS_PATH = '/errors';

/**
 * `Link` of an error: the explanation of its code, in the documentation that the operator publishes or else on this host
 * (RFC 8288, whose targets may be relative).
 */
export const helpLink = (code: ErrorCode): string => {
  const documentation = getRuntime().find(ENV.docsUrl);
  const page = documentation === undefined ? ERRORS_PATH : `${documentation}/errors.html`;
  return `<${page}#${code}>; rel="help"`;
};
