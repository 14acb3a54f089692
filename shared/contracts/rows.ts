/** A member among many, as a request holds it: its attributes may be of any type, which is an error of the row alone. */
type AnyRow<P> = {
  readonly type: 'object';
  readonly properties: {
    readonly [K in keyof P]: K extends 'properties'
      ? { readonly type: 'object' }
      : Readonly<Record<never, never>>;
  };
  readonly required: readonly ['properties'];
  readonly additionalProperties: false;
};

/** The schema of a row that asks only for an object with an object `properties` (contract §3.1.1). */
export const anyRow = <const P extends Readonly<Record<string, object>>>({
  properties,
}: {
  readonly properties: P;
}): AnyRow<P> => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.keys(properties).map((name) => [name, name === 'properties' ? { type: 'object' } : {}]),
  ) as AnyRow<P>['properties'],
  required: ['properties'],
  additionalProperties: false,
});
