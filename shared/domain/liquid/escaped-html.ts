const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};
const CHARACTERS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ENTITIES).map(([character, entity]) => [entity, character]),
);

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** Escapes what is not escaped yet. */
export const escapeHtmlOnce = (text: string): string =>
  escapeHtml(text.replace(/&(?:amp|lt|gt|#34|#39);/g, (entity) => CHARACTERS[entity] ?? entity));

/** HTML that a template has made of values: the output does not escape it again. */
export class EscapedHtml {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }

  /** Code points, as of any text of a template. */
  get size(): number {
    return [...this.html].length;
  }

  toString(): string {
    return this.html;
  }
}
