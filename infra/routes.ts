import { ROUTED } from '#shared/contracts/catalogue.ts';
import { type Method, pathsOf, pathTemplate, type Routed } from '#shared/contracts/endpoint.ts';

/** One method and path of the HTTP API. */
export interface Route {
  readonly method: Method;
  /** Parameters as `{name}`. */
  readonly path: string;
}

/** The routes of one endpoint or page: each method on each path of each generation (contract §0.2). */
export const routesOf = (contract: Routed): readonly Route[] =>
  pathsOf(contract).flatMap((path) =>
    contract.methods.map((method) => ({ method, path: pathTemplate(path) })),
  );

/** As API Gateway names a route: in `routeKey` of events, in access logs and in templates. */
export const routeKey = ({ method, path }: Route): string => `${method} ${path}`;

/** Every route of the catalogue and of the pages. */
export const ROUTES: readonly Route[] = ROUTED.flatMap(routesOf);
