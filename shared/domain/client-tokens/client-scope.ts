import type { ApiEntity, ClientToken, ClientTokenSettings } from './client-token.ts';

type Limits = Pick<ClientTokenSettings, 'clubs' | 'customers' | 'product' | 'internal'>;
type Limit = readonly string[] | null;

/** What a token may be limited to; `null` is no limit. */
const LIMITS: readonly ((token: Limits) => Limit)[] = [
  ({ clubs }) => clubs,
  ({ customers }) => customers,
  ({ product }) => (product === null ? null : [product]),
];

/** No limit is part of no limit only. */
const isPart = (part: Limit, whole: Limit): boolean =>
  whole === null || part?.every((one) => whole.includes(one)) === true;

/** Whether a token reaches nothing that the granter does not reach (threat T5). Permits are another question. */
const isWithinLimits = (token: Limits, caller: Limits): boolean =>
  LIMITS.every((limit) => isPart(limit(token), limit(caller))) && (caller.internal || !token.internal);

const isHimself = (entity: ApiEntity | null, { id }: Pick<ClientToken, 'id'>): boolean =>
  entity?.entity_type === 'token' && entity.entity_id === id;

/**
 * Whether a token that administers tokens may see another one (threat T3). A token of no club is within every limit;
 * only a caller without a club limit, its creator and its last editor see it.
 */
export const isVisibleTo = (caller: ClientToken, token: ClientToken): boolean => {
  if (token.id === caller.id) return true;
  if (!isWithinLimits(token, caller)) return false;
  const isOfNoClub = token.clubs?.length === 0;
  return (
    !isOfNoClub ||
    caller.clubs === null ||
    isHimself(token.created_by, caller) ||
    isHimself(token.updated_by, caller)
  );
};
