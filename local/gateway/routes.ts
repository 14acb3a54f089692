import { nearestName } from '#shared/admin/nearest-name.ts';
import { ROUTED } from '#shared/contracts/catalogue.ts';
import { pathsOf, pathTemplate, type Routed } from '#shared/contracts/endpoint.ts';

interface Route {
  readonly contract: Routed;
  readonly method: string;
  /** As API Gateway writes it: `/v3/{loyalty_club_slug}/members/{id}`. */
  readonly template: string;
  readonly segments: readonly string[];
}

export interface RouteMatch extends Route {
  readonly parameters: Readonly<Record<string, string>>;
}

const isParameter = (segment: string): boolean => segment.startsWith('{');

const routes: readonly Route[] = ROUTED.flatMap((contract) =>
  pathsOf(contract).flatMap((path) => {
    const template = pathTemplate(path);
    return contract.methods.map((method) => ({
      contract,
      method,
      template,
      segments: template.slice(1).split('/'),
    }));
  }),
);

/** Static segments win over parameters, from the left, as in API Gateway. */
const bySpecificity = (a: Route, b: Route): number => {
  for (const [index, segment] of a.segments.entries()) {
    const difference = Number(isParameter(segment)) - Number(isParameter(b.segments[index] ?? ''));
    if (difference !== 0) return difference;
  }
  return 0;
};

/** @param segments of the path, decoded */
export const matchRoute = (method: string, segments: readonly string[]): RouteMatch | undefined => {
  const [route] = routes
    .filter((candidate) => candidate.method === method && candidate.segments.length === segments.length)
    .filter((candidate) =>
      candidate.segments.every(
        (segment, index) => (isParameter(segment) && segments[index] !== '') || segment === segments[index],
      ),
    )
    .sort(bySpecificity);
  if (!route) return undefined;
  const parameters = Object.fromEntries(
    route.segments.flatMap((segment, index) =>
      isParameter(segment) ? [[segment.slice(1, -1), segments[index] ?? '']] : [],
    ),
  );
  return { ...route, parameters };
};

const MAX_PATH = 300;

/**
 * The route that a request was probably meant for, as `GET /v3/{loyalty_club_slug}/members`.
 * @param segments of the path, decoded
 */
export const nearestRoute = (method: string, segments: readonly string[]): string | undefined => {
  const path = segments.join('/');
  if (path.length > MAX_PATH) return undefined;
  // A parameter takes what the request has in its place.
  const filled = (route: Route): string =>
    route.segments.map((segment, at) => (isParameter(segment) ? segments[at] || segment : segment)).join('/');
  const sameMethodFirst = routes.toSorted(
    (a, b) => Number(b.method === method) - Number(a.method === method),
  );
  const byPath = new Map<string, Route>();
  for (const route of sameMethodFirst) if (!byPath.has(filled(route))) byPath.set(filled(route), route);
  const nearest = byPath.get(nearestName(path, [...byPath.keys()]) ?? '');
  return nearest && `${nearest.method} ${nearest.template}`;
};
