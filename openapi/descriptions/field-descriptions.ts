/** Texts by property, by the name of a model or the id of an endpoint. */
export type FieldDescriptions = Readonly<Record<string, Readonly<Record<string, string>>>>;
