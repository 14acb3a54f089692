import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { addUnnamedKeys } from '#shared/unnamed-keys.ts';

/** An answer to a consent has two keys that callers set; what else was read may be sent back (contract §2.17). */
const ANSWER = {
  type: 'object',
  properties: { status: {}, evidence: {} },
  additionalProperties: false,
} as const;
const OPEN = { consents: { type: 'object', additionalProperties: ANSWER } } as const;

/** Keys of a body that change nothing (contract §1.5), bare, each once. @param json before unknown keys are dropped */
export const ignoredKeys = (
  { body, unused = [] }: Pick<EndpointContract, 'body' | 'unused'>,
  json: unknown,
): string[] => {
  const found = new Set<string>();
  addUnnamedKeys([body?.schema], json, found, { at: OPEN });
  const sent = new Map(Object.entries(json ?? {}));
  return [...found, ...unused.filter((key) => (sent.get(key) ?? null) !== null)];
};

/** What fits into a header, however a caller calls its keys. */
const NAME = /^[\w.[\]-]{1,64}$/;
const MOST_NAMES = 30;

/** The header that names them; none where there is none to name. */
export const ignoredHeader = (keys: Iterable<string>): Readonly<Record<string, string>> => {
  const names = [...new Set(keys)].filter((key) => NAME.test(key)).slice(0, MOST_NAMES);
  return names.length > 0 ? { 'x-ignored': names.join(', ') } : {};
};
