import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { clientCounter } from '#shared/data/sessions/login-attempts.ts';
import { FAILURE_LIMITS } from '#shared/domain/sessions/login-limits.ts';
import { type ApiAnswer, call } from './api.ts';
import type { World } from './world.ts';

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly created_at: number;
  readonly resource_owner_id: number;
}

let people = 0;

/** Creates a member of its own identifiers. @returns its id, e-mail and MSISDN */
export const person = async (world: World, more: object = { password: 'pass-1' }) => {
  people += 1;
  const email = `person-${people}-${process.pid}@example.com`;
  const msisdn = `4790${String(people).padStart(6, '0')}`;
  const properties = { email, msisdn, first_name: 'Kari', last_name: 'Nordmann' };
  const { status, body } = await call(world, 'members.create', { body: { properties, ...more } });
  expect(status, JSON.stringify(body)).toBe(200);
  return { id: body.id as number, email, msisdn };
};

export const tryLogIn = (
  world: World,
  identifier: string | number,
  password: unknown = 'pass-1',
  identifier_type = 'id',
): Promise<ApiAnswer> =>
  call(world, 'oauth.token', { body: { grant_type: 'password', identifier_type, identifier, password } });

export const logIn = async (world: World, id: number, password = 'pass-1'): Promise<Tokens> => {
  const { status, body } = await tryLogIn(world, id, password);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};

export const tryRefresh = (world: World, refresh_token: string, arrivedAt?: number): Promise<ApiAnswer> =>
  call(world, 'oauth.token', { body: { grant_type: 'refresh_token', refresh_token }, arrivedAt });

export const refreshed = async (world: World, tokens: Tokens): Promise<Tokens> => {
  const { status, body } = await tryRefresh(world, tokens.refresh_token);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};

export const me = (world: World, { access_token }: Pick<Tokens, 'access_token'>): Promise<ApiAnswer> =>
  call(world, 'me.get', { bearer: access_token });

export const info = (world: World, { access_token }: Pick<Tokens, 'access_token'>): Promise<ApiAnswer> =>
  call(world, 'oauth.token-info', { bearer: access_token });

export const changePassword = (
  world: World,
  { access_token }: Pick<Tokens, 'access_token'>,
  current_password: unknown = 'pass-1',
  password: unknown = 'pass-2',
): Promise<ApiAnswer> =>
  call(world, 'me.update-password', { bearer: access_token, body: { current_password, password } });

/** Statuses of a pair's two halves: 200/200 while it lives, 460/462 when it is dead. Uses the pair. */
export const halves = async (world: World, tokens: Tokens): Promise<number[]> => [
  (await me(world, tokens)).status,
  (await tryRefresh(world, tokens.refresh_token)).status,
];

/** As if as many log-ins as may had just failed through the client. */
export const failToTheCeiling = async ({ db, club, client }: World): Promise<void> => {
  const { key, kind } = clientCounter(club.slug, client.id);
  const ends_at = Math.floor(Date.now() / 1000) + 600;
  const Item = { ...key, kind, count: FAILURE_LIMITS.client, ends_at };
  await db.doc.send(new PutCommand({ TableName: db.table, Item }));
};
