import scalar from '@scalar/fastify-api-reference';

interface Route {
  readonly url: string;
  handler(request: unknown, reply: Reply): unknown;
}

interface Reply {
  header(name: string, value: string): Reply;
  send(body: string): string;
}

/**
 * The script that renders the reference. The plugin for Fastify is the smallest package that carries it whole;
 * the renderer's own brings two hundred others. It serves the script at a route, which is asked here for it.
 */
export const rendererScript = (): string => {
  const routes: Route[] = [];
  const server = { route: (route: Route) => routes.push(route), initialConfig: {}, hasPlugin: () => false };
  const options = { routePrefix: '/reference', configuration: { url: 'openapi.json' } };
  scalar(server as never, options as never, () => undefined);
  const script = routes.find(({ url }) => url.endsWith('.js'));
  if (!script) throw new Error('The renderer has no script');
  const reply: Reply = { header: () => reply, send: (body) => body };
  return String(script.handler({}, reply)).replace(/\n\/\/# sourceMappingURL=.*$/, '');
};
