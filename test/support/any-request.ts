import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { type EndpointContract, FAMILIES, type ParameterKind } from '#shared/contracts/endpoint.ts';
import type { ApiCall } from './api.ts';

/** A value that matches the form of any parameter of its kind, and most likely names nothing. */
const ANY_VALUE: Readonly<Record<ParameterKind, string>> = {
  id: '999999999',
  text: 'nobody',
  integer: '-999999999',
  idOrToken: '999999999',
};

/** A request that gets as far as the endpoint's own logic, which may then find nothing or a poor body. */
export const anyRequest = (
  contract: EndpointContract,
  slug: string,
  values: Readonly<Partial<Record<ParameterKind, string>>> = {},
): ApiCall => ({
  path: Object.fromEntries(
    Object.entries(contract.parameters).map(([name, kind]) => [name, values[kind] ?? ANY_VALUE[kind]]),
  ),
  ...(contract.body && { body: {} }),
  ...(contract.family === 'messages' && { headers: { 'X-Loyalty-Club-Slug': slug } }),
});

export interface Route {
  readonly contract: EndpointContract;
  readonly generation: 0 | 1;
  readonly name: string;
}

/** Every endpoint in every generation of its paths. */
export const ROUTES: readonly Route[] = CATALOGUE.flatMap((contract) =>
  FAMILIES[contract.family].map((prefix, generation) => ({
    contract,
    generation: generation as 0 | 1,
    name: `${contract.id} below ${prefix}`,
  })),
);
