import type { KeywordDefinition } from 'ajv';

interface KeywordRegistry {
  removeKeyword(keyword: string): unknown;
  addKeyword(definition: KeywordDefinition): unknown;
}

/** Puts keywords into an ajv, in place of its own of the same name where it has one. */
export function replaceKeywords(ajv: KeywordRegistry, definitions: readonly KeywordDefinition[]): void {
  for (const definition of definitions) {
    ajv.removeKeyword(String(definition.keyword));
    ajv.addKeyword(definition);
  }
}
