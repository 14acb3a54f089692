import { outsizedNumbersIn } from '#shared/exact-json.ts';
import { withinJsonLimits } from '#shared/json-limits.ts';

/** The first key at any depth that could reach a prototype. */
const forbiddenKeyIn = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const reaches = key === 'constructor' && typeof inner === 'object' && inner !== null;
    if (key === '__proto__' || (reaches && Object.hasOwn(inner, 'prototype'))) return key;
    const found = forbiddenKeyIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
};

export const TOO_COMPLEX = 'The row is nested too deeply, or an object of it has too many keys';

/** What the API would refuse a whole request for (contract §1.10), and numbers that it would refuse the row for. */
export const oddities = (member: object): string[] => {
  if (!withinJsonLimits(JSON.stringify({ members: [member] }))) return [TOO_COMPLEX];
  const key = forbiddenKeyIn(member);
  return [
    ...(key === undefined ? [] : [`The row has the key ${key}`]),
    ...outsizedNumbersIn(member).map(
      (number) => `The number ${number.slice(0, 60)} cannot be stored exactly`,
    ),
  ];
};
