/** A proxy before the inbox, which drops the tags of a mail: it reads them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Endpoint, readBody, serveLoopback } from './loopback.ts';

export interface TaggedMail {
  readonly id: string;
  readonly to: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Decides where SES reports; without one it does not. */
  readonly configurationSet: string | undefined;
}

const SEND = '/v2/email/outbound-emails';
/** Where the SDK finds the name of an error. */
const ERROR_KIND = 'x-amzn-errortype';

const forwarded = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(
    ['content-type', 'authorization'].flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );

interface SendRequest {
  readonly ConfigurationSetName?: string;
  readonly Destination?: { readonly ToAddresses?: readonly string[] };
  readonly EmailTags?: readonly { readonly Name: string; readonly Value: string }[];
}

const taggedMail = (
  id: string,
  { ConfigurationSetName, Destination, EmailTags = [] }: SendRequest,
): TaggedMail => ({
  id,
  configurationSet: ConfigurationSetName,
  to: Destination?.ToAddresses ?? [],
  tags: Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, Value])),
});

/** SES takes no such address. */
const hasNonAsciiLocalPart = (body: string): boolean => {
  const { Destination }: SendRequest = JSON.parse(body);
  return (Destination?.ToAddresses ?? []).some((address) => /[^\x20-\x7e].*@/u.test(address));
};

/** @param onSent called with every mail that the inbox has accepted */
export const startMailProxy = async (
  inboxUrl: string,
  onSent: (mail: TaggedMail) => void,
): Promise<Endpoint> => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    if (request.url === SEND && hasNonAsciiLocalPart(body)) {
      response.writeHead(400, { 'content-type': 'application/json', [ERROR_KIND]: 'BadRequestException' });
      response.end(JSON.stringify({ message: 'Local address contains non-ASCII characters' }));
      return;
    }
    const reply = await fetch(`${inboxUrl}${request.url}`, {
      method: request.method ?? 'GET',
      headers: forwarded(request.headers),
      ...(body !== '' && { body }),
    });
    const text = await reply.text();
    if (request.url === SEND && reply.ok) {
      onSent(taggedMail(JSON.parse(text).MessageId, JSON.parse(body)));
    }
    const kind = reply.headers.get(ERROR_KIND);
    const headers = { 'content-type': 'application/json', ...(kind && { [ERROR_KIND]: kind }) };
    response.writeHead(reply.status, headers).end(text);
  };

  return serveLoopback({}, answer);
};
