/** All mutants of a source in one text, of which a number chooses: what was loaded once can be any of them. */
import type { Mutant, MutatedFile } from './mutants.ts';
import { mutated } from './mutants.ts';
import { type Node, parse, type Visit, walk } from './syntax.ts';

declare global {
  /** Number of the mutant that is in place; absent = none. */
  var __mutant: number | undefined;
  /** Whether a function that holds the mutant in place was called. */
  var __called: boolean | undefined;
  var __choose: typeof choose | undefined;
}

type Callable = (...args: any[]) => unknown;

/** A function that is, at each call, the mutant in place or the original. */
export const choose =
  (original: Callable, mutants: Readonly<Record<number, Callable>>): Callable =>
  (...args) => {
    const mutant = mutants[globalThis.__mutant ?? -1];
    if (mutant) globalThis.__called = true;
    return (mutant ?? original)(...args);
  };

const isFunction = ({ node, parents }: Visit): boolean => {
  const parent = parents.at(-1);
  // A method cannot be written as a value.
  if (parent?.['method'] === true || parent?.type === 'MethodDefinition') return false;
  if (parent?.['kind'] === 'get' || parent?.['kind'] === 'set') return false;
  return /^(ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(node.type);
};

const functionsOf = (source: string): Node[] =>
  [...walk(parse(source), () => false)].filter(isFunction).map(({ node }) => node);

const holds = (outer: Node, { start, end }: { start: number; end: number }): boolean =>
  outer.start <= start && outer.end >= end;

/**
 * Each mutant is chosen at a call of the innermost function around it: what an outer function made once, such as a step
 * of a request, is called again and again.
 * @param numberOf names the mutants; one outside of functions, in a table of texts say, has no place here
 * @returns the source with every mutant in it, and which these are
 */
export const schemata = (
  { source, mutants }: MutatedFile,
  numberOf: (mutant: Mutant) => number,
): { readonly source: string; readonly chosen: readonly Mutant[] } => {
  const own = new Map<Node, Mutant[]>();
  const functions = functionsOf(source);
  for (const mutant of mutants) {
    const innermost = functions.findLast((node) => holds(node, mutant));
    if (innermost) own.set(innermost, [...(own.get(innermost) ?? []), mutant]);
  }
  const places = [...own.keys()].toSorted((one, other) => one.start - other.start);

  /** The text of a stretch with the choices that lie within it. */
  const written = (from: number, to: number, inside: readonly Node[]): string => {
    let out = '';
    let at = from;
    for (const node of inside) {
      if (node.start < at) continue;
      out += source.slice(at, node.start) + choice(node);
      at = node.end;
    }
    return out + source.slice(at, to);
  };
  const choice = (node: Node): string => {
    const { start, end } = node;
    const variants = (own.get(node) ?? []).map((mutant) => {
      const grown = end + mutant.text.length - (mutant.end - mutant.start);
      return `${numberOf(mutant)}: ${mutated(source, mutant).slice(start, grown)}`;
    });
    const inside = places.filter((place) => place !== node && holds(node, place));
    const call = `globalThis.__choose(${written(start, end, inside)}, {\n${variants.join(',\n')}\n})`;
    const name = (node['id'] as Node | null)?.['name'];
    return node.type === 'FunctionDeclaration' ? `const ${name} = ${call};` : call;
  };
  return { source: written(0, source.length, places), chosen: [...own.values()].flat() };
};
