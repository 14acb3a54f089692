import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '../../packages/client/src/main.ts';

export const SECRET = 'B7t9U9tsoWsGhrv2ouUoSqpM';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = '{}'): Answer =>
  (response) =>
    response.writeHead(code, headers).end(body);

/** The connection dies after the request has arrived. */
export const hangUp: Answer = (_, request) => request.socket.destroy();
export const silence: Answer = () => {};

interface Arrived {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A server that gives the answers of its list one after the other, and the last one from then on. */
export const startFaultyApi = async () => {
  const arrived: Arrived[] = [];
  let answers: Answer[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      arrived.push({
        line: `${request.method} ${request.url}`,
        headers: request.headers,
        body: Buffer.concat(parts),
      });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    arrived,
    answering(...next: Answer[]) {
      answers = next;
      arrived.length = 0;
    },
    client: (more: Partial<Parameters<typeof createClient>[0]> = {}) =>
      createClient({ url, token: SECRET, club: 'mall', ...more }),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
};

export type FaultyApi = Awaited<ReturnType<typeof startFaultyApi>>;
