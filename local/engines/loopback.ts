/** HTTP servers of the local stack: loopback only, with a clear word about a taken port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

export interface Endpoint {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export interface LoopbackOptions {
  /** 0 or absent picks a free port. */
  port?: number | undefined;
  /** The environment variable that chooses the port, named when the port is taken. */
  portVariable?: string | undefined;
}

export function portTaken(port: number, variable: string | undefined): Error {
  const advice = variable ? `choose another with ${variable}` : 'choose another';
  return new Error(`Port ${port} on ${LOOPBACK} is taken: stop what listens there, or ${advice}.`);
}

function listen(server: ReturnType<typeof createTcpServer>, options: LoopbackOptions): Promise<number> {
  const { port = 0, portVariable } = options;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portTaken(port, portVariable) : error),
    );
    server.listen(port, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Checks that a port is free (0: finds one) for a child process or a library that binds it itself. */
export async function reservePort(options: LoopbackOptions = {}): Promise<number> {
  const probe = createTcpServer();
  const port = await listen(probe, options);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

export async function serveLoopback(
  options: LoopbackOptions,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Endpoint> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  // Node closes idle connections after five seconds, just when a client may reuse one: after a reset, the outcome of
  // the request is unknown. AWS keeps them for minutes.
  server.keepAliveTimeout = 10 * 60 * 1000;
  const port = await listen(server, options);
  return {
    url: `http://${LOOPBACK}:${port}`,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The largest legal SQS request is 1 MiB of text, which JSON escapes may make six times as long. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
