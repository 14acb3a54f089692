import type { ApiEntity, ClientToken } from './client-token.ts';

/** The only form in which replies show a secret after the answer to its creation. */
const masked = (last4: string): string => `…${last4}`;

const entityView = (entity: ApiEntity | null) =>
  entity && { entity_type: entity.entity_type, entity_id: entity.entity_id };

/**
 * A client token as callers see it (contract §1.4).
 * @param idOf ids of clubs by slug
 * @param secret only in the answer to its creation (threat T1)
 */
export const clientTokenView = (token: ClientToken, idOf: ReadonlyMap<string, number>, secret?: string) => ({
  id: token.id,
  name: token.name,
  token: secret ?? masked(token.last4),
  permits: token.permits,
  policies: token.policies,
  loyalty_club_ids: token.clubs?.flatMap((slug) => idOf.get(slug) ?? []) ?? null,
  customers: token.customers,
  product: token.product,
  internal: token.internal,
  created_at: token.created_at,
  updated_at: token.updated_at,
  created_by: entityView(token.created_by),
  updated_by: entityView(token.updated_by),
});
