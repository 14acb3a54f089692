import { type Comparable, type ComparableResult, Drop } from 'liquidjs';

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
export class EscapedHtml implements Comparable {
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

  /** `contains` of the engine asks it. */
  indexOf(part: unknown): number {
    return this.html.indexOf(String(plainOf(part)));
  }

  /** Compared as a text; `empty`, `blank` and `nil` of the engine decide themselves. */
  equals(other: unknown): ComparableResult {
    return isComparable(other) ? other.equals(this.html) : plainOf(other) === this.html;
  }

  gt(other: unknown): boolean {
    return this.html > String(plainOf(other));
  }

  geq(other: unknown): boolean {
    return this.html >= String(plainOf(other));
  }

  lt(other: unknown): boolean {
    return this.html < String(plainOf(other));
  }

  leq(other: unknown): boolean {
    return this.html <= String(plainOf(other));
  }
}

/** The text of HTML, and any other value as it is. */
export const plainOf = (value: unknown): unknown => (value instanceof EscapedHtml ? value.html : value);

const isComparable = (value: unknown): value is Comparable => value instanceof Drop && 'equals' in value;
