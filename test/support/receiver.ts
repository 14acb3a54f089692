import { readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';

const pem = (name: string): string => readFileSync(new URL(`tls/${name}.pem`, import.meta.url), 'utf8');

/** The authority of the receivers' certificate, for `receiver.example` and the names below it. */
export const RECEIVER_CA = pem('receiver.cert');

interface Received {
  readonly url: string;
  /** The address that was called. */
  readonly address: string;
  /** SNI. */
  readonly servername: string | false;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly port: number;
  readonly received: readonly Received[];
  close(): void;
}

type Answer = (response: Parameters<RequestListener>[1], turn: number) => void;

const accept: Answer = (response) => response.end('thanks');

/** A receiver of webhooks on every address of this machine. */
export const startReceiver = async (answer: Answer = accept, { tls = true } = {}): Promise<Receiver> => {
  const received: Received[] = [];
  const listener: RequestListener = async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    received.push({
      url: request.url ?? '',
      address: request.socket.localAddress ?? '',
      servername: (request.socket as TLSSocket).servername ?? false,
      headers: request.headers,
      body: Buffer.concat(parts).toString(),
    });
    answer(response, received.length);
  };
  const server = tls
    ? createHttps({ key: pem('receiver.key'), cert: RECEIVER_CA }, listener)
    : createHttp(listener);
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
