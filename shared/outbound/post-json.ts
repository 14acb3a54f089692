import type { IncomingMessage, RequestOptions } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from '#shared/domain/outbound/public-address.ts';
import { readTarget, type Target } from '#shared/domain/outbound/target.ts';
import { type OutboundReply, readAnswer } from './answer.ts';
import { failureOf, type PostFailure, RefusedTarget } from './failures.ts';
import { type Resolve, resolver } from './resolve.ts';

/** A request to an address that a club chose. */
interface OutboundPost {
  readonly url: string;
  /** Beside content type and length. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** From the look-up of the name to the last byte that is read; ten seconds. */
  readonly timeoutMs?: number;
  /** The connection ends after so many bytes of the answer; 64 KB. */
  readonly maxReplyBytes?: number;
}

/** Nothing is thrown: every receiver fails sometimes, and its failures are an outcome. */
export type PostJson = (post: OutboundPost) => Promise<OutboundReply | { readonly failure: PostFailure }>;

export interface OutboundRules {
  readonly resolve?: Resolve;
  /** Beside public addresses those of this machine, over plain HTTP, too: on the local stack. */
  readonly loopback?: boolean;
  /** Which addresses may be called; public ones. */
  readonly allows?: (address: string) => boolean;
  /** Certificates of authorities in PEM, in place of those that the runtime trusts. */
  readonly ca?: string;
}

const TIMEOUT_MS = 10_000;
const MAX_REPLY_BYTES = 64 * 1024;
/** For each address but the last one. Node's 250 ms are less than a round trip to the other side of the earth. */
const ADDRESS_TIMEOUT_MS = 1500;

/** The request connects to one of these addresses: the name is not resolved again (DNS rebinding). */
const pinned =
  (addresses: readonly string[]): LookupFunction =>
  (_host, options, callback) => {
    const entries = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first] = entries;
    if (options.all) callback(null, entries);
    else callback(null, first?.address ?? '', first?.family ?? 4);
  };

const checkedAddresses = async (
  { url, host }: Target,
  { resolve, allows }: Pick<Required<OutboundRules>, 'resolve' | 'allows'>,
): Promise<readonly string[]> => {
  const addresses = await resolve(host).catch((cause: unknown) => {
    throw new RefusedTarget('unresolved', { cause });
  });
  if (addresses.length === 0) throw new RefusedTarget('unresolved');
  const isAllowed = url.protocol === 'https:' ? allows : isLoopbackAddress;
  // One that is not public is enough: whoever made the record of such a name wants the call to go there.
  if (!addresses.every(isAllowed)) throw new RefusedTarget('refused_address');
  return addresses;
};

/** Ends the wait for a promise that cannot be stopped. */
const untilAborted = async <T>(signal: AbortSignal, promise: Promise<T>): Promise<T> => {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};

/** Loaded at the first call: Node's HTTP takes a third of the CPU of a cold start. */
const PROTOCOLS = { 'http:': () => import('node:http'), 'https:': () => import('node:https') } as const;

const send = async (target: Target, body: string, options: RequestOptions & { readonly ca?: string }) => {
  const { request, Agent } = await PROTOCOLS[target.url.protocol as keyof typeof PROTOCOLS]();
  // An agent of its own keeps no connection, and reads no proxy from the environment.
  const agent = new Agent({ keepAlive: false });
  const connection = {
    servername: isIP(target.host) === 0 ? target.host : '',
    rejectUnauthorized: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS,
  };
  return new Promise<IncomingMessage>((resolve, reject) => {
    request(target.url, { ...connection, ...options, agent, method: 'POST' }, resolve)
      .on('error', reject)
      // An answer that switches protocols (101) ends the connection without an error and without an answer.
      .on('close', () => reject(new Error('closed without an answer')))
      .end(body);
  });
};

/**
 * Makes the one function that calls addresses which callers chose (threat T19): HTTPS to public addresses; the name is
 * resolved once, every address is checked, and the connection goes to a checked one with the name in SNI and `Host`.
 * Redirects are answers like others and are not followed.
 */
export const createPostJson = ({
  resolve = resolver(),
  loopback = false,
  allows = (address) => isPublicAddress(address) || (loopback && isLoopbackAddress(address)),
  ca,
}: OutboundRules = {}): PostJson => {
  return async ({ url, headers, body, timeoutMs = TIMEOUT_MS, maxReplyBytes = MAX_REPLY_BYTES }) => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const target = readTarget(url, { loopback });
      if (!target) throw new RefusedTarget('refused_url');
      const addresses = await untilAborted(signal, checkedAddresses(target, { resolve, allows }));
      const answer = await send(target, body, {
        ...(ca !== undefined && { ca }),
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          'accept-encoding': 'identity',
        },
        lookup: pinned(addresses),
        signal,
      });
      return await readAnswer(answer, maxReplyBytes);
    } catch (cause) {
      return { failure: failureOf(cause, signal) };
    }
  };
};
