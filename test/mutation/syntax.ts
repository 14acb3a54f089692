/** The syntax tree of a TypeScript source: ESTree with TypeScript's nodes, from the parser that Vitest brings. */
import { parseAst } from 'vitest/node';

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
}

export interface Visit {
  readonly node: Node;
  /** From the program down to the node's parent. */
  readonly parents: readonly Node[];
  /** The field of the parent that holds the node. */
  readonly field: string;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** @throws SyntaxError when the source does not parse */
export const parse = (source: string): Node =>
  parseAst(source, { lang: 'ts', preserveParens: false }) as unknown as Node;

export const parses = (source: string): boolean => {
  try {
    parse(source);
    return true;
  } catch {
    return false;
  }
};

/** Wrappers of a value that leave nothing behind when types are stripped. */
const TRANSPARENT = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

/** All nodes that exist at run time, parents first, in the order of the source. `skip` leaves a subtree out. */
export function* walk(program: Node, skip: (node: Node) => boolean): Generator<Visit> {
  function* visit(node: Node, parents: readonly Node[], field: string): Generator<Visit> {
    if ((node.type.startsWith('TS') && !TRANSPARENT.has(node.type)) || skip(node)) return;
    yield { node, parents, field };
    const below = [...parents, node];
    for (const [name, part] of Object.entries(node)) {
      for (const child of [part].flat()) if (isNode(child)) yield* visit(child, below, name);
    }
  }
  yield* visit(program, [], 'program');
}
