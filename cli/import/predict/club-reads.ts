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

export const openClubReads = (
  { url, signal }: { readonly url: string; readonly signal: AbortSignal },
  client: LoyaltyClient,
): ClubReads => {
  const options = { signal };

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
      return (await Promise.all(values.map((value) => one(identifier, value)))).flat();
    }
  };

  const read = async (query: MemberQuery): Promise<readonly ReadMember[]> => {
    const found: ReadMember[] = [];
    if ('ids' in query)
      for (const ids of pagesOf(query.ids))
        found.push(...(await client.members.list({ ids }, options)).members);
    else for (const values of pagesOf(query.values)) found.push(...(await page(query.identifier, values)));
    return found;
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
