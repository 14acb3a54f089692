import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ERROR_CODES, type ErrorCode, type ErrorRow } from '#shared/error-codes.ts';
import { ERROR_HELP } from '#shared/error-help.ts';
import { ERRORS_PATH } from './help-link.ts';
import { type Html, html } from './html.ts';

const STYLE = `
:root { color-scheme: light dark; --paper: #fdfcfa; --line: #e4e0d9; --ink: #23262b; --soft: #595d64; --accent: #1a6350; --mark: #fff4c9; }
@media (prefers-color-scheme: dark) { :root { --paper: #15181b; --line: #30363b; --ink: #e4e5e3; --soft: #a0a6ab; --accent: #7cc9b1; --mark: #3d3620; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 60vh; }
h1 { margin: 0 0 .75rem; font-size: 2rem; line-height: 1.2; }
section { padding: 1rem .75rem; border-top: 1px solid var(--line); scroll-margin-top: 1rem; }
section:target { background: var(--mark); border-radius: .5rem; border-color: transparent; }
h2 { display: flex; flex-wrap: wrap; gap: .15rem .75rem; align-items: baseline; margin: 0 0 .35rem; font-size: 1.0625rem; }
h2 a { color: var(--accent); text-decoration: none; font-family: ui-monospace, monospace; }
h2 a:hover { text-decoration: underline; }
h2 span { color: var(--soft); font-weight: 400; font-size: .9375rem; }
section:target :is(a, span) { color: var(--ink); }
p { margin: 0 0 .35rem; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
`;

const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;

/** Text with `code` in it. */
const prose = (text: string): Html => ({
  html: text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`).html)
    .join(''),
});

const statusText = ({ status }: ErrorRow): string => (status === 'by_family' ? '400 or 470' : String(status));

const section = ([code, row]: [string, ErrorRow]): string => {
  const { means, fix } = ERROR_HELP[code as ErrorCode];
  return html`<section id="${code}">
<h2><a href="#${code}">${code}</a><span>${statusText(row)}</span></h2>
<p>${prose(means)}</p>
<p>${prose(fix)}</p>
</section>
`.html;
};

const pageText = (): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Errors of this API</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<main>
<h1>Errors of this API</h1>
<p>Every error has its code in the header X-Error-Code, and a Link to its section on this page. Decide by the code: texts are for people and may change.</p>
${{ html: Object.entries<ErrorRow>(ERROR_CODES).map(section).join('') }}</main>
</body>
</html>
`.html;

/** @returns the page of all error codes, with one anchor per code, where it is asked for */
export const errorsPage = ({
  rawPath,
  requestContext,
}: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 | undefined => {
  if (rawPath !== ERRORS_PATH || requestContext.http.method !== 'GET') return undefined;
  return {
    statusCode: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-request-id': requestContext.requestId,
    },
    body: pageText(),
  };
};
