import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LocalReply } from './gateway/local-reply.ts';
import type { Tools } from './tools.ts';

const FOLDER = new URL('./console/', import.meta.url);
/** What the console shares with the documentation. */
const SHARED = new URL('../site/assets/', import.meta.url);

/** Scripts and data from this server only, and no page may frame it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const served = (type: string, body: string): LocalReply => ({
  headers: {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-cache',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
  },
  body,
});

/** The modules of the console with the typed client, as one script. */
const bundled = async (): Promise<string> => {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('main.ts', FOLDER))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
};

let script: Promise<string> | undefined;

const file = (type: string, url: URL) => async () => served(type, readFileSync(url, 'utf8'));

/** The console's page, made when it is first asked for. */
export const consoleFiles: Tools = {
  'GET /': file('text/html', new URL('index.html', FOLDER)),
  'GET /base.css': file('text/css', new URL('base.css', SHARED)),
  'GET /console.css': file('text/css', new URL('console.css', FOLDER)),
  'GET /icon.svg': file('image/svg+xml', new URL('icon.svg', SHARED)),
  'GET /console.js': async () => {
    script ??= bundled();
    return served('text/javascript', await script);
  },
};
