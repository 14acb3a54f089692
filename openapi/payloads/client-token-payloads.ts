import { closed } from '#shared/contracts/closed-schema.ts';

/** What callers send about client tokens (contract §1.4), for the documents. */
const text = { type: 'string' } as const;
const names = { type: ['array', 'null'], items: text } as const;
const limits = { type: ['array', 'null'], maxItems: 1000 } as const;

const SETTINGS = {
  name: { ...text, minLength: 1, maxLength: 100 },
  permits: names,
  policies: names,
  loyalty_club_ids: { ...limits, items: { type: 'integer' } },
  customers: { ...limits, items: text },
  product: { type: ['string', 'null'] },
  internal: { type: ['boolean', 'null'] },
} as const;

export const CLIENT_TOKEN_PAYLOAD = closed(SETTINGS, ['name', 'loyalty_club_ids']);
export const CLIENT_TOKEN_UPDATE_PAYLOAD = closed(SETTINGS, []);

/** Bodies by endpoint. */
export const CLIENT_TOKEN_BODIES = {
  'tokens.create': closed({ token: CLIENT_TOKEN_PAYLOAD }, ['token']),
  'tokens.update': closed({ token: CLIENT_TOKEN_UPDATE_PAYLOAD }, ['token']),
  'tokens.find': closed({ token: { ...text, minLength: 1, maxLength: 128 } }, ['token']),
} as const;
