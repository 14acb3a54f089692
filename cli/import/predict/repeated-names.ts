import { createHash } from 'node:crypto';
import type { Properties } from '#shared/domain/members/member.ts';
import type { Batch } from '../batches.ts';
import { decidingValues, IDENTIFIERS } from './known-members.ts';

const HASH_BYTES = 6;

/** A number for a name: millions of them take a tenth of the memory, and one taken for another only keeps a member. */
const numberOf = (name: string): number => createHash('sha1').update(name).digest().readUIntBE(0, HASH_BYTES);

const numbersOf = (properties: Properties, country: string | undefined): number[] =>
  IDENTIFIERS.flatMap((identifier) =>
    decidingValues(properties, identifier, country).map((value) => numberOf(`${identifier} ${value}`)),
  );

/**
 * Reads a file for the identifiers that several rows of it name.
 * @returns whether rows elsewhere in the file name a member with these properties
 */
export const repeatedNames = async (
  batches: AsyncIterable<Batch>,
  country: string | undefined,
): Promise<(properties: Properties) => boolean> => {
  const seen = new Set<number>();
  const repeated = new Set<number>();
  for await (const { rows } of batches)
    for (const { member } of rows)
      for (const number of new Set(numbersOf(member.properties, country)))
        (seen.has(number) ? repeated : seen).add(number);
  return (properties) => numbersOf(properties, country).some((number) => repeated.has(number));
};
