import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { APP_TOKEN_BODIES } from '../payloads/app-token-payloads.ts';
import { CLIENT_TOKEN_BODIES } from '../payloads/client-token-payloads.ts';
import { MESSAGING_BODIES } from '../payloads/messaging-payloads.ts';

/** Bodies that rules of the domain validate: their schemas for the gateway say less than the documents should. */
const DOCUMENTED: Readonly<Record<string, unknown>> = {
  ...MESSAGING_BODIES,
  ...CLIENT_TOKEN_BODIES,
  ...APP_TOKEN_BODIES,
};

/** The schema of the body as callers should send it. */
export const documentedBody = ({ id, body }: EndpointContract): unknown =>
  body && (DOCUMENTED[id] ?? body.schema);
