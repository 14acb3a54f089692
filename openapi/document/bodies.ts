import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { schemaOf } from '#shared/domain/validation/rule.ts';
import { withModels } from './models.ts';
import { pascal } from './named-parts.ts';
import { type Node, ref } from './node.ts';
import { BODY_RULES } from './payloads.ts';
import { describedBody } from './with-descriptions.ts';

/** The schema of the body as callers should send it: where rules validate it, the gateway's schema is weaker. */
export const documentedBody = ({ id, body }: Pick<EndpointContract, 'id' | 'body'>): unknown => {
  const rule = BODY_RULES[id];
  return rule ? schemaOf(rule) : body?.schema;
};

/** A schema that has a name in the document where it has something to name. */
interface Named {
  readonly schema: Node;
  /** The component to write, where it is no model. */
  readonly component?: readonly [name: string, schema: Node];
}

const named = (name: string, schema: Node): Named =>
  'properties' in schema || 'anyOf' in schema
    ? { schema: ref('schemas', name), component: [name, schema] }
    : { schema };

/** What an endpoint takes. */
export const bodyOf = (contract: EndpointContract): Named =>
  named(`${pascal(contract.id)}Body`, describedBody(contract.id, withModels(documentedBody(contract))));

/** What an endpoint replies with one status. */
export const replyOf = (contract: EndpointContract, status: number): Named =>
  named(`${pascal(contract.id)}Reply`, withModels(contract.replies[status]));

const namesOf = (contract: EndpointContract): readonly Named[] => [
  ...(contract.body ? [bodyOf(contract)] : []),
  ...Object.keys(contract.replies).map((status) => replyOf(contract, Number(status))),
];

/** `components/schemas` for bodies and replies that are no models. */
export const bodySchemas = (contracts: readonly EndpointContract[]): Readonly<Record<string, Node>> =>
  Object.fromEntries(contracts.flatMap(namesOf).flatMap(({ component }) => (component ? [component] : [])));
