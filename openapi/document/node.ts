/** A piece of the document: JSON, as OpenAPI 3.1 describes it. */
export type Node = Readonly<Record<string, unknown>>;

/** A reference to a component. */
export const ref = (section: string, name: string): Node => ({ $ref: `#/components/${section}/${name}` });
