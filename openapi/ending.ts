import type { EndpointContract } from '#shared/contracts/endpoint.ts';

/** Whether it removes or revokes what other examples use: behind these, in a file of requests. */
export const isEnding = ({ id, methods }: EndpointContract): boolean =>
  methods[0] === 'DELETE' || id === 'oauth.revoke';
