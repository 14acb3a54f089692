import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Endpoint, readBody, serveLoopback } from '../../../local/engines/loopback.ts';

/** Those of a connection are the front's own, and `fetch` takes compression away. */
const OWN = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']);
const UNPACKED = new Set(['connection', 'content-length', 'content-encoding', 'transfer-encoding']);

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      OWN.has(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  );

/**
 * What the guide lets CloudFront do: every request goes on to the origin, with a header set over what a caller sent.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
 */
export const startFront = (origin: string, header: Readonly<Record<string, string>>): Promise<Endpoint> =>
  serveLoopback({}, async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    const reply = await fetch(`${origin.replace(/\/$/, '')}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { ...headersOf(request), ...header },
      redirect: 'manual',
      ...(body !== '' && { body }),
    });
    const passed = [...reply.headers].filter(([name]) => !UNPACKED.has(name));
    response.writeHead(reply.status, Object.fromEntries(passed)).end(Buffer.from(await reply.arrayBuffer()));
  });
