import type { Node, Visit } from './syntax.ts';

/** A stretch of the source and what stands there in the mutant. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Place extends Visit {
  readonly source: string;
}

export type Mutator = (place: Place) => Change[];

export const over = ({ start, end }: Node, ...texts: readonly string[]): Change[] =>
  texts.map((text) => ({ start, end, text }));

export const textOf = (source: string, { start, end }: Node): string => source.slice(start, end);

/** A list member with the comma behind it, or else the one before it. */
export const listed = (source: string, { start, end }: Node): Change => {
  const behind = source.slice(end).match(/^\s*,\s*/)?.[0];
  if (behind) return { start, end: end + behind.length, text: '' };
  const before = source.slice(0, start).match(/,\s*$/)?.[0] ?? '';
  return { start: start - before.length, end, text: '' };
};

export const nameOf = (node: unknown): string => String((node as Node | undefined)?.['name'] ?? '');
export const keyOf = (node: Node): string => nameOf(node['key']);
export const isText = (node: unknown): boolean =>
  (node as Node).type === 'TemplateLiteral' || typeof (node as Node)['value'] === 'string';

export const parentOf = ({ parents }: Place): Node | undefined => parents.at(-1);
