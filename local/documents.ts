import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { LOCAL } from '#shared/env-names.ts';
import { type SiteFile, siteFiles } from '../site/files.ts';

/** Nothing from elsewhere, ever; the renderer writes its styles into the page. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
].join('; ');

/** Where the documents say that the local stack is. */
const DOCUMENTED = `http://127.0.0.1:${LOCAL.port}`;

/** No text of ours, and large. */
const FOREIGN = 'assets/scalar.js';

let site: ReadonlyMap<string, SiteFile> | undefined;

/**
 * The documentation below `/docs`, made when it is first asked for.
 * @param port of this stack, which links and commands then show
 * @returns nothing where there is no such file
 */
export const documentAt = async (
  path: string,
  port: number,
): Promise<APIGatewayProxyStructuredResultV2 | undefined> => {
  if (path === '/docs') return { statusCode: 302, headers: { location: '/docs/' } };
  site ??= siteFiles();
  const name = path.slice('/docs/'.length) || 'index.html';
  const file = site.get(name);
  if (!file) return undefined;
  const text = await file.text();
  return {
    statusCode: 200,
    headers: { 'content-type': file.type, 'cache-control': 'no-cache', 'content-security-policy': POLICY },
    body: name === FOREIGN ? text : text.replaceAll(DOCUMENTED, `http://127.0.0.1:${port}`),
  };
};
