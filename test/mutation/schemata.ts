/** All mutants of a source in one text, of which a number chooses: what was loaded once can be any of them. */
import type { Mutant, MutatedFile } from './mutants.ts';
import { mutated } from './mutants.ts';
import { type Node, parse, type Visit, walk } from './syntax.ts';

declare global {
  /** Number of the mutant that is in place; absent = none. */
  var __mutant: number | undefined;
  var __choose: typeof choose | undefined;
}

type Callable = (...args: any[]) => unknown;

/** A function that is, at each call, the mutant in place or the original. */
export const choose =
  (original: Callable, mutants: Readonly<Record<number, Callable>>): Callable =>
  (...args) =>
    (mutants[globalThis.__mutant ?? -1] ?? original)(...args);

const isFunction = ({ node, parents }: Visit): boolean => {
  const parent = parents.at(-1);
  // A method cannot be written as a value.
  if (parent?.['method'] === true || parent?.type === 'MethodDefinition') return false;
  return /^(ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(node.type);
};

/** The outermost functions of a source, none within another. */
const functionsOf = (source: string): Node[] => {
  const found: Node[] = [];
  for (const visit of walk(parse(source), () => false)) {
    if (isFunction(visit) && !found.some(({ end }) => visit.node.start < end)) found.push(visit.node);
  }
  return found;
};

/**
 * @param numberOf names the mutants; one outside of functions, in a table of texts say, has no place here
 * @returns the source with every mutant in it, and which these are
 */
export const schemata = (
  { source, mutants }: MutatedFile,
  numberOf: (mutant: Mutant) => number,
): { readonly source: string; readonly chosen: readonly Mutant[] } => {
  const chosen: Mutant[] = [];
  let out = '';
  let from = 0;
  for (const node of functionsOf(source)) {
    const { start, end } = node;
    const inside = mutants.filter((mutant) => mutant.start >= start && mutant.end <= end);
    const variants = inside.map((mutant) => {
      const grown = end + mutant.text.length - (mutant.end - mutant.start);
      return `${numberOf(mutant)}: ${mutated(source, mutant).slice(start, grown)}`;
    });
    const call = `globalThis.__choose(${source.slice(start, end)}, {\n${variants.join(',\n')}\n})`;
    const name = (node['id'] as Node | null)?.['name'];
    out +=
      source.slice(from, start) + (node.type === 'FunctionDeclaration' ? `const ${name} = ${call};` : call);
    from = end;
    chosen.push(...inside);
  }
  return { source: out + source.slice(from), chosen };
};
