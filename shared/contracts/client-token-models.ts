const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;

/** The author of a change (contract §1.4); `null` for tokens that are older than the attribute. */
const ENTITY = {
  oneOf: [
    { type: 'null' },
    {
      type: 'object',
      properties: { entity_type: { enum: ['token', 'user'] }, entity_id: { type: ['integer', 'string'] } },
      required: ['entity_type', 'entity_id'],
      additionalProperties: false,
    },
  ],
} as const;

/** A client token (contract §1.4). `token` is the token itself in the answer to its creation, else its end. */
export const TOKEN_MODEL = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    name: text,
    token: text,
    permits: texts,
    policies: texts,
    loyalty_club_ids: { type: ['array', 'null'], items: { type: 'integer' } },
    customers: { type: ['array', 'null'], items: text },
    product: { type: ['string', 'null'] },
    internal: { type: 'boolean' },
    created_at: text,
    updated_at: text,
    created_by: ENTITY,
    updated_by: ENTITY,
  },
  required: [
    'id',
    'name',
    'token',
    'permits',
    'policies',
    'loyalty_club_ids',
    'customers',
    'product',
    'internal',
    'created_at',
    'updated_at',
    'created_by',
    'updated_by',
  ],
  additionalProperties: false,
} as const;

/** Something a token may do (contract §6.5). */
export const PERMIT_MODEL = {
  type: 'object',
  properties: {
    name: text,
    description: text,
    internal: { type: 'boolean' },
    required_customer_features: texts,
  },
  required: ['name', 'description', 'internal', 'required_customer_features'],
  additionalProperties: false,
} as const;

/** A named set of permits (contract §6.5). */
export const POLICY_MODEL = {
  type: 'object',
  properties: {
    name: text,
    description: text,
    internal: { type: 'boolean' },
    for_loyalty_club_types: texts,
    taint_produced_permits_with: { type: ['string', 'null'] },
    permits: texts,
  },
  required: [
    'name',
    'description',
    'internal',
    'for_loyalty_club_types',
    'taint_produced_permits_with',
    'permits',
  ],
  additionalProperties: false,
} as const;
