import type { ErrorCode, ErrorShape } from '#shared/error-codes.ts';
import { type Node, ref } from './node.ts';

const text = { type: 'string' } as const;

const closed = (properties: Node): Node => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** `components/schemas` of error bodies (contract §1.3, §1.8, §1.9.1). */
export const ERROR_SCHEMAS: Readonly<Record<string, Node>> = {
  Error: { description: 'The text is for people.', ...closed({ error: text }) },
  MemberErrors: {
    description: 'Errors by attribute of the member; `properties` holds one entry with errors by property.',
    type: 'object',
    additionalProperties: { type: 'array', items: ref('schemas', 'MemberError') },
  },
  MemberError: {
    description: 'Further keys say more about the code, such as `value` and `values`.',
    type: 'object',
    properties: {
      error: {
        anyOf: [text, ref('schemas', 'MemberErrors')],
      },
      property: text,
      left_out: {
        description:
          'Only on the last of a hundred errors of one property: how many more there are. What an error repeats of the request ends after 128 characters.',
        type: 'integer',
        minimum: 1,
      },
    },
    required: ['error'],
    additionalProperties: true,
  },
  InvalidParameters: closed({
    error: { type: 'string', const: 'Invalid parameters' },
    details: ref('schemas', 'ParameterErrors'),
  }),
  ParameterErrors: {
    description: 'Mirrors the request; elements of arrays are under their index, whole objects under `base`.',
    type: 'object',
    additionalProperties: {
      anyOf: [{ type: 'array', items: ref('schemas', 'ParameterError') }, ref('schemas', 'ParameterErrors')],
    },
  },
  ParameterError: closed({
    value: {},
    error: text,
    options: { type: 'object', additionalProperties: true },
    message: text,
  }),
};

/** The body of errors of one shape; reasons differ by their code alone. */
export const SCHEMA_BY_SHAPE: Readonly<Record<ErrorShape, (codes: readonly ErrorCode[]) => Node>> = {
  plain: () => ref('schemas', 'Error'),
  reason: (codes) => closed({ error: { enum: codes } }),
  member: () => ref('schemas', 'MemberErrors'),
  tree: () => ref('schemas', 'InvalidParameters'),
};
