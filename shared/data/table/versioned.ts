/** An entity as it was read, with the version of its item; nothing = it was not there. */
export interface Versioned<T> {
  readonly entity: T;
  readonly version: number;
}

/** An entity as it will be; without `seen` it is new. */
export interface VersionedChange<T> {
  readonly seen: Versioned<T> | undefined;
  readonly after: T;
}

export const nextVersion = ({ seen }: VersionedChange<unknown>): number => (seen?.version ?? 0) + 1;

/** The item has not changed since it was read, or it still is not there. */
export const unchangedCondition = (seen: Versioned<unknown> | undefined) =>
  seen
    ? {
        ConditionExpression: '#version = :seen',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':seen': seen.version },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };
