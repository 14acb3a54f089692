import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { addUnnamedKeys } from '#shared/unnamed-keys.ts';

/** An answer to a consent has one key that callers set; what else was read may be sent back (contract §2.17). */
const ANSWER = { type: 'object', properties: { status: {} }, additionalProperties: false } as const;
const OPEN = { consents: { type: 'object', additionalProperties: ANSWER } } as const;

const isAsked = (value: unknown): boolean => value !== null && value !== false;

/** Adds keys that are kept without an effect, wherever in the value they ask for one. */
const addUnused = (unused: readonly string[], value: unknown, found: Set<string>): void => {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inside] of Object.entries(value)) {
    if (unused.includes(key) && isAsked(inside)) found.add(key);
    addUnused(unused, inside, found);
  }
};

/** Keys of a body that change nothing (contract §1.5), bare, each once. @param json before unknown keys are dropped */
export const ignoredKeys = (
  { body, unused = [] }: Pick<EndpointContract, 'body' | 'unused'>,
  json: unknown,
): string[] => {
  const found = new Set<string>();
  addUnnamedKeys([body?.schema], json, found, { at: OPEN });
  if (unused.length > 0) addUnused(unused, json, found);
  return [...found];
};

/** What fits into a header, however a caller calls its keys. */
const NAME = /^[\w.[\]-]{1,64}$/;
const MOST_NAMES = 30;

/** The header that names them; none where there is none to name. */
export const ignoredHeader = (keys: Iterable<string>): Readonly<Record<string, string>> => {
  const names = [...new Set(keys)].filter((key) => NAME.test(key)).slice(0, MOST_NAMES);
  return names.length > 0 ? { 'x-ignored': names.join(', ') } : {};
};
