import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { ERROR_CODES, type ErrorCode } from '#shared/error-codes.ts';
import { EXAMPLES } from '../examples/catalogue.ts';
import { errorExample } from '../examples/errors.ts';
import type { EndpointExamples, RequestExample } from '../examples/example.ts';
import { type Node, ref } from './node.ts';

const NOTHING: EndpointExamples = { requests: {}, replies: {} };

/** An endpoint without examples is still documented; a test asks for them. */
export const examplesOf = ({ id }: Pick<EndpointContract, 'id'>): EndpointExamples => EXAMPLES[id] ?? NOTHING;

/** The runnable one. */
export const firstRequest = (contract: Pick<EndpointContract, 'id'>): RequestExample | undefined =>
  Object.values(examplesOf(contract).requests)[0];

/** Components, and references to them, from one pass over the same examples. */
type Named = readonly (readonly [name: string, key: string, example: Node])[];

const bodies = (contract: EndpointContract): Named =>
  Object.entries(examplesOf(contract).requests).flatMap(([key, { summary, body }]) =>
    body === undefined ? [] : [[`${contract.id}.request.${key}`, key, { summary, value: body }]],
  );

const replies = (contract: EndpointContract, status: number): Named =>
  Object.entries(examplesOf(contract).replies[status] ?? {}).map(([key, { summary, body }]) => [
    `${contract.id}.${status}.${key}`,
    key,
    { summary, value: body },
  ]);

/** Errors in an endpoint's own words have a component of their own. */
const errors = (contract: EndpointContract, codes: readonly ErrorCode[]): Named =>
  codes.map((code) => {
    const own = examplesOf(contract).errors?.[code];
    const name = own === undefined ? code : `${contract.id}.${code}`;
    return [name, code, { summary: ERROR_CODES[code].message, value: own ?? errorExample(code) }];
  });

const references = (named: Named): Node =>
  Object.fromEntries(named.map(([name, key]) => [key, ref('examples', name)]));

/** `examples` of a media type, absent where there are none. */
const inMediaType = (named: Named): Node => (named.length > 0 ? { examples: references(named) } : {});

export const bodyExamples = (contract: EndpointContract): Node => inMediaType(bodies(contract));

export const replyExamples = (
  contract: EndpointContract,
  status: number,
  codes: readonly ErrorCode[],
): Node => inMediaType([...replies(contract, status), ...errors(contract, codes)]);

/** Whether the endpoint words one of these errors itself. */
export const wordsErrors = (contract: EndpointContract, codes: readonly ErrorCode[]): boolean =>
  codes.some((code) => examplesOf(contract).errors?.[code] !== undefined);

/** `components/examples`, in the order of their names. */
export const namedExamples = (
  contracts: readonly EndpointContract[],
  codesOf: (contract: EndpointContract) => readonly ErrorCode[],
): Readonly<Record<string, Node>> => {
  const named = contracts.flatMap((contract) => [
    ...bodies(contract),
    ...Object.keys(contract.replies).flatMap((status) => replies(contract, Number(status))),
    ...errors(contract, codesOf(contract)),
  ]);
  return Object.fromEntries(
    named.map(([name, , example]) => [name, example] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
};
