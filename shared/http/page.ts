import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { PageContract } from '#shared/contracts/endpoint.ts';
import { ERROR_CODES } from '#shared/error-codes.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { logFailure } from '#shared/ports/failures.ts';
import { getRuntime, type Runtime } from '#shared/runtime.ts';
import { toLoyaltyError } from './error-mapper.ts';
import { html } from './html.ts';
import { contentSources, type PageContent, pageHtml } from './page-layout.ts';
import { served } from './served.ts';

/** The input of a page's logic. Host, headers and query are left out: none of these may reach a page. */
export interface PageRequest {
  /** True for POST: only then may anything change. */
  readonly acts: boolean;
  readonly token: string;
  /** Fields of the posted form. */
  readonly form: URLSearchParams;
  /** Languages that the reader's browser asks for, best first; for pages that know no member. */
  readonly languages: readonly string[];
  /** Names the request in the logs. */
  readonly requestId: string;
}

export interface PageReply extends PageContent {
  readonly status: number;
}

/** What a page answers. */
export type PageLogic = (request: PageRequest, runtime: Runtime) => Promise<PageReply>;

export type PageHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** No script, nothing from elsewhere but the club's logo, no frame around it, forms to ourselves only; the URL goes nowhere (T26). */
const SECURITY_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
} as const;

const securityHeaders = (content: PageContent) => ({
  ...SECURITY_HEADERS,
  'content-security-policy': `default-src 'none'; ${contentSources(content)}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
});

/** Beyond the choices of a club with many consents, and the sealed text that undoes these. */
const FORM_MAX_CHARACTERS = 100_000;

/** @throws LoyaltyError body_too_large: an empty form in its place would be another request */
const formOf = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): URLSearchParams => {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  if (text.length > FORM_MAX_CHARACTERS) throw new LoyaltyError('body_too_large');
  return new URLSearchParams(text);
};

/** RFC 9110 §12.5.4, without its weights: browsers list languages in order. */
const languagesOf = ({ headers }: APIGatewayProxyEventV2): string[] =>
  (headers?.['accept-language'] ?? '')
    .slice(0, 200)
    .split(',')
    .map((entry) => entry.split(/[;-]/)[0]?.trim().toLowerCase() ?? '')
    .filter((language) => language !== '');

const reply = (requestId: string, { status, ...content }: PageReply): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { ...securityHeaders(content), 'x-request-id': requestId },
  body: pageHtml(content),
});

const failure = (requestId: string, thrown: unknown): PageReply => {
  const { status } = ERROR_CODES[thrown instanceof LoyaltyError ? thrown.code : 'internal'];
  return {
    status: typeof status === 'number' ? status : 500,
    language: 'en',
    title: 'Something went wrong',
    club: undefined,
    body: html`<p>Nothing was changed. Please try again in a minute.</p><p class="hint">${requestId}</p>`,
  };
};

/**
 * Makes the Lambda handler of a page. Its steps, in order: the token from the path, the form, the logic; no
 * client token, for the mailed token is all the authority there is, and no cookie, so nothing to forge.
 */
export const page =
  (contract: PageContract) =>
  (logic: PageLogic): PageHandler => {
    const chain = served(contract.id);
    chain.onError((request) => {
      const { requestId } = request.event.requestContext;
      const error = toLoyaltyError(request.error);
      const fields = { request_id: requestId, endpoint: contract.id };
      logFailure(getRuntime(), 'error', 'page failed', fields, error);
      request.response = reply(requestId, failure(requestId, error));
    });
    chain.handler(async (event) => {
      const { requestId, http } = event.requestContext;
      const isPost = http.method === 'POST';
      const token = event.pathParameters?.['token'] ?? '';
      const request = {
        acts: isPost,
        token,
        form: formOf(event),
        languages: languagesOf(event),
        requestId,
      };
      return reply(requestId, await logic(request, getRuntime()));
    });
    return async (event, context) => chain(event, context);
  };
