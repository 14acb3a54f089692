import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SCHEMA } from '../support/clubs.ts';

/** A file of its own in a folder of its own. */
export const fileOf = async (name: string, content: string | Uint8Array): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'loyalty-import-'));
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

export const contentOf = (path: string): Promise<string> => readFile(path, 'utf8');

interface Sent {
  readonly import_id: string;
  readonly request_number: number;
  readonly members: readonly any[];
  readonly [key: string]: unknown;
}

/** An API in memory that answers imports as contract §4 says; a test may step in before each answer. */
export interface FakeApi {
  readonly url: string;
  /** Requests that were accepted, each once, by number. */
  readonly accepted: Map<number, Sent>;
  /** Every request that came to be accepted, also the repeated ones. */
  readonly arrived: number[];
  /** May answer itself, or cut the connection; returns true when it did. */
  meddle: (request: IncomingMessage, response: ServerResponse, body: Sent | undefined) => boolean;
  stop(): Promise<void>;
}

const bulkOf = (sent: Sent) => {
  const wrong = sent.members.filter(({ properties }) => properties.language === 'pl');
  const errors = {
    properties: [
      {
        error: {
          language: [{ error: 'value_not_match', value: 'pl', values: 'en, no', property: 'language' }],
        },
      },
    ],
  };
  return {
    status: 'finished',
    members_in_payload_number: sent.members.length,
    members_created_number: sent.members.length - wrong.length,
    members_updated_number: 0,
    members_with_validation_errors_number: wrong.length,
    members_errors: Object.fromEntries(wrong.map(({ properties }) => [properties.email, errors])),
  };
};

export const startFakeApi = async (schema: object = SCHEMA): Promise<FakeApi> => {
  const accepted = new Map<number, Sent>();
  const arrived: number[] = [];
  const reply = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const answer = (path: string, body: Sent | undefined, response: ServerResponse): void => {
    if (body) accepted.set(body.request_number, body);
    const sent = accepted.get(Number(path.split('/').at(-1)));
    if (path.endsWith('/member_schema')) reply(response, 200, schema);
    else if (/\/members\?/.test(path))
      reply(response, 200, { members: [], pagination_info: { next_page: null } });
    else if (path.endsWith('/members/validate')) reply(response, 200, { valid: true, errors: null });
    else if (body) reply(response, 200, { import_id: body.import_id });
    else if (sent) reply(response, 200, bulkOf(sent));
    else reply(response, 404, { error: 'Bulk not found' });
  };
  const server = createServer(async (request, response) => {
    const content = await text(request);
    const isCheck = request.url?.endsWith('/members/validate');
    const body = content && !isCheck ? (JSON.parse(content) as Sent) : undefined;
    if (body) arrived.push(body.request_number);
    if (!api.meddle(request, response, body)) answer(request.url ?? '', body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api: FakeApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    arrived,
    meddle: () => false,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return api;
};
