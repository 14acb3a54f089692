/** Rules of the domain validate everything inside; the schema names what is looked at (contract §1.8). */
export const bodyWithErrorTree = <const Keys extends Readonly<Record<string, object>>>(properties: Keys) =>
  ({
    schema: { type: 'object', properties, additionalProperties: false },
    errors: { shape: 'tree' },
  }) as const;
