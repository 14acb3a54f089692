/** Objects whose other keys are dropped; a misspelt one should be noticed. */
export const closed = <
  const P extends Readonly<Record<string, object>>,
  const R extends readonly (keyof P & string)[],
>(
  properties: P,
  required: R,
) => ({ type: 'object', properties, required, additionalProperties: false }) as const;
