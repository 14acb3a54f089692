import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { schemaOf } from '#shared/domain/validation/rule.ts';
import { BODY_RULES } from './payloads.ts';

/** The schema of the body as callers should send it: where rules validate it, the gateway's schema is weaker. */
export const documentedBody = ({ id, body }: EndpointContract): unknown => {
  const rule = BODY_RULES[id];
  return rule ? schemaOf(rule) : body?.schema;
};
