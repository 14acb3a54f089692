import pMap from 'p-map';
import { isLoyaltyApiError, type LoyaltyClient } from '../../../packages/client/src/main.ts';
import { describeFailure } from '../api.ts';

/** A member of the club, as far as it matters for a row. */
export interface ReadMember {
  readonly id: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Members by ids, or by values of one identifier. */
type MemberQuery =
  | { readonly ids: readonly number[] }
  | { readonly identifier: 'email' | 'msisdn'; readonly values: readonly string[] };

/** What the club has, read with the token of the import. */
export interface ClubReads {
  /** `undefined` when the token may not read members. */
  members(query: MemberQuery): Promise<readonly ReadMember[] | undefined>;
  passwordMinLength(): Promise<number>;
}

/** Values of one request: with their names, well below the 8 KB of an address. */
const PER_REQUEST = 40;

/** Of a club that says nothing else (contract §2.6). */
const DEFAULT_MIN_LENGTH = 8;

const pagesOf = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / PER_REQUEST) }, (_, page) =>
    all.slice(page * PER_REQUEST, (page + 1) * PER_REQUEST),
  );

const isStatus = (error: unknown, ...statuses: number[]): boolean =>
  isLoyaltyApiError(error) && statuses.includes(error.status);

interface ReadOptions {
  readonly url: string;
  readonly signal: AbortSignal;
  /** Requests at once, as the import itself has. */
  readonly concurrency: number;
}

export const openClubReads = (
  { url, signal, concurrency }: ReadOptions,
  client: LoyaltyClient,
): ClubReads => {
  const options = { signal };
  const limits = { concurrency, signal };

  const one = async (identifier: 'email' | 'msisdn', value: string): Promise<ReadMember[]> => {
    try {
      return [
        identifier === 'email'
          ? await client.members.getByEmail({ email: value }, options)
          : await client.members.getByMsisdn({ msisdn: value }, options),
      ];
    } catch (error) {
      if (isStatus(error, 404)) return [];
      throw error;
    }
  };

  const page = async (identifier: 'email' | 'msisdn', values: readonly string[]): Promise<ReadMember[]> => {
    try {
      return [...(await client.members.list({ properties: { [identifier]: values } }, options)).members];
    } catch (error) {
      // The club has not enabled the identifier for filters: one by one.
      if (!isStatus(error, 400)) throw error;
      return (await pMap(values, (value) => one(identifier, value), limits)).flat();
    }
  };

  const read = async (query: MemberQuery): Promise<readonly ReadMember[]> => {
    const found: readonly (readonly ReadMember[])[] =
      'ids' in query
        ? await pMap(
            pagesOf(query.ids),
            async (ids) => (await client.members.list({ ids }, options)).members,
            limits,
          )
        : await pMap(pagesOf(query.values), (values) => page(query.identifier, values), limits);
    return found.flat();
  };

  return {
    async members(query) {
      try {
        return await read(query);
      } catch (error) {
        if (isStatus(error, 403)) return undefined;
        throw describeFailure(error, url);
      }
    },
    async passwordMinLength() {
      try {
        const { errors } = (await client.members.validate({ password: '-' } as never, options)) as {
          errors?: { password?: readonly { minimum?: unknown }[] } | null;
        };
        const minimum = errors?.password?.find((error) => error.minimum !== undefined)?.minimum;
        return typeof minimum === 'number' ? minimum : 1;
      } catch (error) {
        if (isStatus(error, 403, 404)) return DEFAULT_MIN_LENGTH;
        throw describeFailure(error, url);
      }
    },
  };
};
