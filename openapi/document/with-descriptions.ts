import type { FieldDescriptions } from '../descriptions/field-descriptions.ts';
import { MEMBER_BODY_FIELDS, MEMBER_MODEL_FIELDS } from '../descriptions/member-fields.ts';
import { MESSAGING_MODEL_FIELDS } from '../descriptions/messaging-fields.ts';
import { SHARED_MODEL_FIELDS } from '../descriptions/shared-fields.ts';
import type { Node } from './node.ts';

const MODELS: FieldDescriptions = {
  ...SHARED_MODEL_FIELDS,
  ...MEMBER_MODEL_FIELDS,
  ...MESSAGING_MODEL_FIELDS,
};

/** @throws where a text is of no property: it would be lost without a word */
const withTexts = (name: string, schema: Node, texts: Readonly<Record<string, string>>): Node => {
  const properties = { ...(schema['properties'] as Readonly<Record<string, Node>>) };
  for (const [property, description] of Object.entries(texts)) {
    const before = properties[property];
    if (!before) throw new Error(`${name} has no property ${property} to describe`);
    properties[property] = { ...before, description };
  }
  return { ...schema, properties };
};

const describedBy =
  (fields: FieldDescriptions) =>
  (name: string, schema: Node): Node => {
    const texts = fields[name];
    return texts ? withTexts(name, schema, texts) : schema;
  };

/** A model with a text at its properties. */
export const describedModel = describedBy(MODELS);

/** A body with a text at its properties, unless it is a model itself. */
export const describedBody = (id: string, schema: Node): Node =>
  '$ref' in schema ? schema : describedBy(MEMBER_BODY_FIELDS)(id, schema);
