/** Settings of a deployment come from `cdk … -c name=value` or cdk.json; an empty one is none. */

export const isAbsent = (value: unknown): value is undefined | '' => value === undefined || value === '';

/** Several, with commas; @returns nothing when it is no text */
export const listed = (value: unknown): readonly string[] | undefined => {
  if (isAbsent(value)) return [];
  return typeof value === 'string' ? value.split(',').map((name) => name.trim()) : undefined;
};
