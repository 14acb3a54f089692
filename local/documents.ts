import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type SiteFile, siteFiles } from '../site/files.ts';

/** Nothing from elsewhere, ever; the renderer writes its styles into the page. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
].join('; ');

let site: ReadonlyMap<string, SiteFile> | undefined;

/** The documentation below `/docs`, made when it is first asked for. @returns nothing where there is no such file */
export const documentAt = async (path: string): Promise<APIGatewayProxyStructuredResultV2 | undefined> => {
  if (path === '/docs') return { statusCode: 302, headers: { location: '/docs/' } };
  site ??= siteFiles();
  const file = site.get(path.slice('/docs/'.length) || 'index.html');
  if (!file) return undefined;
  return {
    statusCode: 200,
    headers: { 'content-type': file.type, 'cache-control': 'no-cache', 'content-security-policy': POLICY },
    body: await file.text(),
  };
};
