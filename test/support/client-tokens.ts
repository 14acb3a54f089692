import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import { type ApiAnswer, call } from './api.ts';
import { storedClient, type TestClient } from './clients.ts';
import { createWorld, type World } from './world.ts';

/** What a token needs to administer others. */
export const ADMIN = [
  'Tokens:Api:Tokens:Index',
  'Tokens:Api:Tokens:Show',
  'Tokens:Api:Tokens:Create',
  'Tokens:Api:Tokens:Update',
  'Tokens:Api:Tokens:Destroy',
];

/** Three clubs of one deployment, and a token for all three that has every permit. */
export interface Deployment {
  readonly world: World;
  readonly clubs: readonly World['club'][];
  readonly root: TestClient;
}

export const deployment = async (): Promise<Deployment> => {
  const world = await createWorld();
  const clubs = [world.club, (await createWorld()).club, (await createWorld()).club];
  return { world, clubs, root: await storedClient(world.db, { clubs: null, internal: true }) };
};

type By = Pick<TestClient, 'secret'>;

export const create = (world: World, by: By, token: unknown): Promise<ApiAnswer> =>
  call(world, 'tokens.create', { secret: by.secret, body: { token } });

export const update = (world: World, by: By, id: number, token: unknown): Promise<ApiAnswer> =>
  call(world, 'tokens.update', { secret: by.secret, path: { id: String(id) }, body: { token } });

export const show = (world: World, by: By, id: number | string): Promise<ApiAnswer> =>
  call(world, 'tokens.show', { secret: by.secret, path: { id: String(id) } });

export const destroy = (world: World, by: By, id: number): Promise<ApiAnswer> =>
  call(world, 'tokens.destroy', { secret: by.secret, path: { id: String(id) } });

export const list = (world: World, by: By, query = ''): Promise<ApiAnswer> =>
  call(world, 'tokens.list', { secret: by.secret, query });

/** Every id in a list, page after page. */
export const allIds = async (world: World, by: By, query = ''): Promise<number[]> => {
  const ids: number[] = [];
  for (let page: number | null = 1; page !== null; ) {
    const { body } = await list(world, by, `page_no=${page}&${query}`);
    ids.push(...body.tokens.map(({ id }: any) => id));
    page = body.pagination_info.next_page;
  }
  return ids;
};

/** The leaf of an "Invalid parameters" answer. */
export const leafAt = (answer: ApiAnswer, ...path: string[]): any =>
  ['details', ...path].reduce((node, key) => node?.[key], answer.body)?.[0];

export const codeOf = ({ status, headers }: ApiAnswer): [number, string | undefined] => [
  status,
  headers['x-error-code'],
];

/** A stored token of some clubs with these permits only. */
export const tokenOf = (
  world: World,
  clubs: readonly { slug: string }[] | null,
  more: Partial<ClientToken> = {},
): Promise<TestClient> => storedClient(world.db, { clubs: clubs?.map(({ slug }) => slug) ?? null, ...more });
