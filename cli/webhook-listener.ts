import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWebhook, type WebhookBody, WebhookVerificationError } from '../packages/client/src/main.ts';

const LOOPBACK = '127.0.0.1';
const BAD_GATEWAY = 502;

/** One delivery: its events, and what the sender was answered. */
export interface HeardDelivery {
  readonly body: WebhookBody;
  readonly status: number;
  /** Why it was not passed on, where it was to be. */
  readonly problem?: string;
}

interface ListenerSettings {
  /** 0 = any free one. */
  readonly port: number;
  /** Where deliveries go as they came. */
  readonly forward: string | undefined;
  readonly onDelivery: (delivery: HeardDelivery) => void;
  readonly onRefusal: (reason: string) => void;
}

export interface WebhookListener {
  readonly url: string;
  /** Deliveries are verified with the secret from then on. */
  expect(secret: string): void;
  stop(): Promise<void>;
}

/** The clock of a local stack can be moved. */
const ANY_TIME = { toleranceSeconds: Number.POSITIVE_INFINITY };

/** Headers of the connection, which the next one has of its own. */
const HOP_BY_HOP = new Set(['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding']);

const passedOn = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      HOP_BY_HOP.has(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  );

const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
};

/** Passes a delivery on. @returns the status that the sender is answered with */
const forwardTo = async (
  url: string,
  headers: IncomingHttpHeaders,
  text: string,
): Promise<Omit<HeardDelivery, 'body'>> => {
  try {
    const { status } = await fetch(url, {
      method: 'POST',
      headers: passedOn(headers),
      body: text,
      redirect: 'manual',
    });
    return { status };
  } catch (error) {
    return { status: BAD_GATEWAY, problem: (error as Error).message };
  }
};

/** Receives deliveries of webhooks on this machine, verifies them, and passes them on. */
export const startWebhookListener = async ({
  port,
  forward,
  onDelivery,
  onRefusal,
}: ListenerSettings): Promise<WebhookListener> => {
  let secret: string | undefined;
  const server = createServer(async (request, response) => {
    const text = await textOf(request);
    try {
      const body = await verifyWebhook(request.headers, text, secret ?? '', ANY_TIME);
      const outcome =
        forward === undefined ? { status: 200 } : await forwardTo(forward, request.headers, text);
      onDelivery({ body, ...outcome });
      response.writeHead(outcome.status).end();
    } catch (error) {
      if (!(error instanceof WebhookVerificationError || error instanceof TypeError)) throw error;
      onRefusal(error.message);
      response.writeHead(401).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}/`,
    expect: (known) => {
      secret = known;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
