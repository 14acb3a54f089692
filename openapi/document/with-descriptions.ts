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

type Texts = Readonly<Record<string, string>>;

/** The schema's own objects: itself, or its variants. */
const objectsIn = (schema: Node): readonly Node[] =>
  (schema['oneOf'] as readonly Node[] | undefined) ?? [schema];
const propertiesOf = (schema: Node) => (schema['properties'] ?? {}) as Readonly<Record<string, Node>>;

const withTexts = (schema: Node, texts: Texts): Node => ({
  ...schema,
  properties: Object.fromEntries(
    Object.entries(propertiesOf(schema)).map(([name, property]) => [
      name,
      texts[name] === undefined ? property : { ...property, description: texts[name] },
    ]),
  ),
});

/** @throws where a text is of no property: it would be lost without a word */
const withAllTexts = (name: string, schema: Node, texts: Texts): Node => {
  const objects = objectsIn(schema);
  for (const property of Object.keys(texts)) {
    if (!objects.some((one) => Object.hasOwn(propertiesOf(one), property)))
      throw new Error(`${name} has no property ${property} to describe`);
  }
  if (!('oneOf' in schema)) return withTexts(schema, texts);
  return { ...schema, oneOf: objects.map((one) => withTexts(one, texts)) };
};

const describedBy =
  (fields: FieldDescriptions) =>
  (name: string, schema: Node): Node => {
    const texts = fields[name];
    return texts ? withAllTexts(name, schema, texts) : schema;
  };

/** A model with a text at its properties. */
export const describedModel = describedBy(MODELS);

/** A body with a text at its properties, unless it is a model itself. */
export const describedBody = (id: string, schema: Node): Node =>
  '$ref' in schema ? schema : describedBy(MEMBER_BODY_FIELDS)(id, schema);
