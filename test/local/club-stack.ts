import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { issueClientToken } from '#shared/admin/issue-token.ts';
import { createClubFromFile } from '#shared/admin/save-club.ts';
import { PERMITS } from '#shared/contracts/permits.ts';
import { keyRing } from '#shared/crypto/key-ring.ts';
import { createPasswords } from '#shared/crypto/passwords.ts';
import { type Db, openDb } from '#shared/data/table/db.ts';
import { LOCAL } from '#shared/env-names.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { getRuntime } from '#shared/runtime.ts';
import { LOCAL_MASTER } from '../../local/environment.ts';
import { type Stack, type StackOptions, startStack } from '../../local/stack.ts';
import { CHEAP_HASH } from '../support/cheap-hash.ts';

const FILE = new URL('../../local/demo/infinity-mall.json', import.meta.url);

export interface Reply {
  readonly status: number;
  readonly body: any;
  readonly headers: Headers;
  readonly bytes: number;
}

interface Sent {
  readonly body?: unknown;
  /** The body as it is, instead. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  /** As `Authorization: Bearer`. */
  readonly bearer?: string;
  readonly zipped?: boolean;
}

/** The local stack in this process, with a club of its own on it. */
export interface ClubStack {
  readonly stack: Stack;
  readonly db: Db;
  /** What the stack says of trouble. */
  readonly problems: string[];
  readonly slug: string;
  /**
   * A request over HTTP, with the club's client token, again while it is a 503.
   * @param path behind `/v3/<club>/`, or with a slash in front in full
   */
  ask(method: string, path: string, sent?: Sent): Promise<Reply>;
}

/** @param schema properties beside those of the demo club */
export const startClubStack = async (
  { schema = {}, ...options }: Partial<StackOptions> & { readonly schema?: object } = {},
  slug = 'findings',
): Promise<ClubStack> => {
  const problems: string[] = [];
  const report = (problem: string) => problems.push(problem);
  const stack = await startStack({ port: 0, dynamoPort: 0, report, ...options });
  // Hundreds of guesses are compared here, and the hash is not what is judged.
  const ring = keyRing(LOCAL_MASTER);
  getRuntime().provide(
    passwords,
    createPasswords(async () => ring, CHEAP_HASH),
  );
  const db = openDb(LOCAL.tableName, {
    endpoint: stack.dynamoUrl,
    region: LOCAL.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const file = JSON.parse(readFileSync(FILE, 'utf8'));
  Object.assign(file.member_schema.properties, schema);
  const now = new Date();
  await createClubFromFile(db, { slug, file, now });
  const permits = Object.keys(PERMITS);
  const { secret } = await issueClientToken(db, {
    name: slug,
    clubs: [slug],
    product: null,
    permits,
    by: 'tests',
    now,
  });
  return {
    stack,
    db,
    problems,
    slug,
    async ask(method, path, { body, raw, headers: more, bearer, zipped = false } = {}) {
      const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const request = {
        method,
        headers: {
          'Content-Type': 'application/json',
          'X-Client-Authorization': secret,
          'X-Product-Name': 'default',
          'X-User-Agent': 'test',
          ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
          ...(zipped && { 'Content-Encoding': 'gzip' }),
          ...more,
        },
        ...(text !== undefined && { body: zipped ? gzipSync(text) : text }),
      };
      for (;;) {
        const reply = await fetch(
          `${stack.url}${path.startsWith('/') ? path : `/v3/${slug}/${path}`}`,
          request,
        );
        const answer = await reply.text();
        const { status, headers } = reply;
        if (status !== 503)
          return { status, headers, bytes: Buffer.byteLength(answer), body: JSON.parse(answer || 'null') };
        // As every client does. Where a machine stands still for seconds, so do calls of the table.
        await sleep(1000 * Number(headers.get('retry-after') ?? 1));
      }
    },
  };
};
