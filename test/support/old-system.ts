import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keyRing } from '#shared/crypto/key-ring.ts';
import { createPasswords } from '#shared/crypto/passwords.ts';
import type { ShadowLogIn } from '#shared/domain/clubs/moving-in.ts';
import { createPostJson } from '#shared/outbound/post-json.ts';
import { postJson } from '#shared/ports/outbound.ts';
import { keys, passwords } from '#shared/ports/secrets.ts';
import { CHEAP_HASH } from './cheap-hash.ts';
import type { ClubOverrides } from './clubs.ts';
import { person } from './log-in.ts';
import { createWorld, type World } from './world.ts';

/** What the old system was sent. */
interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

type Answer = (response: ServerResponse, asked: Asked) => unknown;

export const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

/** The reply of the reference, of 2017. */
export const pairFor = (resource_owner_id: number) => ({
  access_token: 'af9e5361cd7e083dfa4132df3ea7ab82fac21496991632a9994a8c2a9f33884f',
  token_type: 'bearer',
  expires_in: 86400,
  refresh_token: '36c636e4290d28488a13691afce351397bec21b1246c2c7896a8262d9bfbc4c4',
  created_at: 1506523094,
  resource_owner_id,
});

export const OLD_TOKEN = 'B7t9U9tsoWsGhrv2ouUoSqpM';

export interface OldSystem {
  readonly url: string;
  readonly asked: Asked[];
  /** Members by identifier: id and password. */
  readonly members: Map<unknown, { readonly id: number; readonly password: string }>;
  /** Answers in place of the documented ones while it is set. */
  answer: Answer | undefined;
  stop(): Promise<void>;
}

/** A server of this machine that answers `POST oauth/token` as the reference documents it. */
export const startOldSystem = async (): Promise<OldSystem> => {
  const documented: Answer = (response, { headers, body }) => {
    if (!headers['x-product-name'] || !headers['x-user-agent'])
      return json(response, 400, { error: 'Header' });
    if (headers['x-client-authorization'] !== OLD_TOKEN) return json(response, 401, { error: 'Token' });
    const member = old.members.get(body['identifier']);
    return member && member.password === body['password']
      ? json(response, 200, pairFor(member.id))
      : json(response, 461, { error: 'Invalid member credentials' });
  };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const asked = { path: request.url ?? '', headers: request.headers, body: JSON.parse(text || '{}') };
    old.asked.push(asked);
    (old.answer ?? documented)(response, asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const old: OldSystem = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`,
    asked: [],
    members: new Map(),
    answer: undefined,
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return old;
};

/** Milliseconds that functions waited for, and those that they gave the old system. */
export interface ShadowWorld extends World {
  readonly waits: number[];
  readonly timeouts: (number | undefined)[];
  /** Milliseconds that the old system really gets: a busy machine changes no outcome. */
  readonly patience: { ms: number };
}

/**
 * A club with a shadow log-in at the old system, whose functions wait in no time.
 */
export const shadowWorld = async (
  { url }: Pick<OldSystem, 'url'>,
  shadow: Partial<ShadowLogIn> = {},
  overrides: ClubOverrides = {},
): Promise<ShadowWorld> => {
  const world = await createWorld({
    moving_in: { shadow: { url, club: 'infinity-mall', ...shadow } },
    ...overrides,
  });
  return asShadowWorld(world);
};

/** The same for a world that exists. */
export const asShadowWorld = (world: World): ShadowWorld => {
  const { runtime, club } = world;
  const waits: number[] = [];
  const timeouts: (number | undefined)[] = [];
  const patience = { ms: 60_000 };
  const ring = keyRing({
    kid: 't1',
    master: 'a-master-secret-for-tests-only-0123456789',
    shadow_tokens: { [club.slug]: OLD_TOKEN },
  });
  runtime.provide(keys, async () => ring);
  runtime.provide(
    passwords,
    createPasswords(async () => ring, CHEAP_HASH),
  );
  const post = createPostJson({ loopback: true });
  runtime.provide(postJson, (request) => {
    timeouts.push(request.timeoutMs);
    return post({ ...request, timeoutMs: patience.ms });
  });
  Object.defineProperty(runtime, 'sleep', {
    configurable: true,
    value: async (milliseconds: number) => {
      waits.push(milliseconds);
    },
  });
  return { ...world, waits, timeouts, patience };
};

export const PASSWORD = 'Gammelt passord 42';

/** A member of the club without a password, who has one in the old system. */
export const movedMember = async (world: World, { members }: OldSystem) => {
  const member = await person(world, {});
  for (const identifier of [member.email, member.msisdn])
    members.set(identifier, { id: member.id, password: PASSWORD });
  return member;
};
