/** The npm package `aws-ses-v2-local`: an SES v2 endpoint, whose mails the stack takes over one by one. */
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type Endpoint, LOOPBACK, type LoopbackOptions, reservePort } from './loopback.ts';

export interface InboxMail {
  message_id: string;
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  reply_to: string[];
  subject: string;
  text?: string | undefined;
  html?: string | undefined;
  headers: { name: string; value: string }[];
}

export interface Inbox extends Endpoint {
  /** Removes a mail from the package's store, which has no bound. */
  take(messageId: string): InboxMail | undefined;
}

// CommonJS with a `default` export: Node and Vitest disagree about what an import of it gives.
const require = createRequire(import.meta.url);
const ses = require('aws-ses-v2-local') as typeof import('aws-ses-v2-local');
const { getStoreReadonly } = require('aws-ses-v2-local/dist/store.js') as {
  getStoreReadonly(): { readonly emails: StoredMail[] };
};

/** As the package keeps it; its own type is not part of its entry point. */
interface StoredMail {
  messageId: string;
  from: string;
  replyTo: string[];
  destination: { to: string[]; cc: string[]; bcc: string[] };
  subject: string;
  body: { html?: string; text?: string };
  headers?: { name: string; value: string }[];
}

function toMail(stored: StoredMail): InboxMail {
  return {
    message_id: stored.messageId,
    from: stored.from,
    ...stored.destination,
    reply_to: stored.replyTo,
    subject: stored.subject,
    text: stored.body.text,
    html: stored.body.html,
    headers: stored.headers ?? [],
  };
}

/** The package keeps one store per process: two inboxes of one process have the same mails. */
export async function startInbox(options: LoopbackOptions = {}): Promise<Inbox> {
  // The package reports a port that it could not bind as success, so the port is checked first.
  const wanted = await reservePort(options);
  const server = await ses.default({ host: LOOPBACK, port: wanted });
  if (!server.listening) throw new Error(`The mail inbox could not listen on port ${wanted}.`);
  const { port } = server.address() as AddressInfo;
  const url = `http://${LOOPBACK}:${port}`;
  return {
    url,
    port,
    take(messageId) {
      const { emails } = getStoreReadonly();
      const place = emails.findIndex((mail) => mail.messageId === messageId);
      const [mail] = place === -1 ? [] : emails.splice(place, 1);
      return mail && toMail(mail);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
