import { STATUS_CODES } from 'node:http';
import type { Plugin } from 'esbuild';

const MODULE = 'node:http';

/**
 * `@middy/util` imports `node:http` for one constant, and with it every function would load a server, a client
 * and, as an ES module, undici. It is given the constant alone. The SDK loads `node:http` when an endpoint
 * without TLS asks for it, which no endpoint of AWS does.
 */
export const statusCodesOnly: Plugin = {
  name: 'status-codes-only',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:http$/ }, ({ importer }) =>
      /[\\/]@middy[\\/]util[\\/]/.test(importer) ? { path: MODULE, namespace: 'constants' } : undefined,
    );
    onLoad({ filter: /^node:http$/, namespace: 'constants' }, () => ({
      contents: `export const STATUS_CODES = ${JSON.stringify(STATUS_CODES)};`,
    }));
  },
};
