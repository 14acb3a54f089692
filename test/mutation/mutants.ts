import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { type Observation, observationOf } from './infection.ts';
import { MUTATORS } from './mutators.ts';
import type { Change } from './place.ts';
import { type Node, parse, parses, type Visit, walk } from './syntax.ts';

/** The rooms in which a guard that nobody tests can lose data. */
export const ROOMS = [
  'shared/http/steps',
  'shared/confirmations',
  'shared/messaging/execution',
  'shared/sessions',
  'shared/data',
  'shared/bulk',
] as const;

/** A stretch of the source that a test reaches or not; a statement cannot be wrapped as an expression can. */
interface Passage {
  readonly start: number;
  readonly end: number;
  readonly statement: boolean;
}

/** Where a test shows that the mutant can make a difference to it. */
export type Probe = Passage | Observation;

export interface Mutant extends Change {
  /** Unique in the file and the same as long as declaration and text are. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly mutator: string;
  readonly original: string;
  readonly probe: Probe;
  /** Evaluated when its module is loaded: by whichever test comes first, for all of them. */
  readonly isOfModule: boolean;
}

export interface MutatedFile {
  readonly file: string;
  readonly source: string;
  readonly hash: string;
  readonly mutants: readonly Mutant[];
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** What is said to people who read logs is no guard. */
const isLog = (node: Node, source: string): boolean =>
  node.type === 'CallExpression' &&
  /(^|\.)log\.(debug|info|warn|error)$/.test(
    source.slice((node['callee'] as Node).start, (node['callee'] as Node).end),
  );

const isLogStatement = (node: Node, source: string): boolean =>
  node.type === 'ExpressionStatement' && isLog(node['expression'] as Node, source);

/** The nearest expression or statement around the change whose evaluation shows that a test came by. */
const passageOf = ({ node, parents }: Visit): Passage => {
  const path = [...parents, node];
  const at = path.findLastIndex(
    ({ type }, index) =>
      (type.endsWith('Expression') && path[index + 1]?.type !== 'Super') ||
      (type.endsWith('Statement') && type !== 'BlockStatement') ||
      ((type === 'Literal' || type === 'TemplateLiteral') && index === path.length - 1),
  );
  const inChain = (index: number): boolean =>
    path[index - 1]?.type === 'ChainExpression' ||
    (/^(Member|Call)Expression$/.test(path[index]?.type ?? '') &&
      /^(Member|Call|Chain|TaggedTemplate)Expression$/.test(path[index - 1]?.type ?? ''));
  let index = at;
  while (index > 0 && inChain(index)) index -= 1;
  const found = path[index] ?? node;
  return { start: found.start, end: found.end, statement: found.type.endsWith('Statement') };
};

const lineOf = (source: string, at: number): number => source.slice(0, at).split('\n').length;

const declarationOf = ({ node, parents }: Visit): string => {
  const top = [...parents, node].find(
    ({ type }) => type === 'VariableDeclarator' || type === 'FunctionDeclaration',
  );
  return String((top?.['id'] as Node | undefined)?.['name'] ?? 'module');
};

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

export const mutantsOf = (file: string, source: string): Mutant[] => {
  const seen = new Map<string, number>();
  const mutants: Mutant[] = [];
  const skip = (node: Node): boolean =>
    node.type === 'ImportDeclaration' || isLog(node, source) || isLogStatement(node, source);
  for (const visit of walk(parse(source), skip)) {
    for (const [mutator, changesOf] of Object.entries(MUTATORS)) {
      for (const change of changesOf({ ...visit, source })) {
        const original = oneLine(source.slice(change.start, change.end));
        const name = `${declarationOf(visit)}: ${original} → ${oneLine(change.text) || 'nothing'}`;
        if (original === oneLine(change.text) || !parses(mutated(source, change))) continue;
        const count = (seen.get(name) ?? 0) + 1;
        seen.set(name, count);
        const id = count === 1 ? name : `${name} (${count})`;
        mutants.push({
          ...change,
          id,
          file,
          mutator,
          original,
          line: lineOf(source, change.start),
          probe: observationOf(mutator, { ...visit, source }, change) ?? passageOf(visit),
          isOfModule: !visit.parents.some(({ type }) => /Function/.test(type)),
        });
      }
    }
  }
  return mutants;
};

export const mutated = (source: string, { start, end, text }: Change): string =>
  source.slice(0, start) + text + source.slice(end);

export const mutatedFile = (file: string): MutatedFile => {
  const source = readFileSync(file, 'utf8');
  return { file, source, hash: hashOf(source), mutants: mutantsOf(file, source) };
};

/** All files of a room, in the order of their names. */
export const filesOf = (room: string): string[] => globSync(`${room}/**/*.ts`).toSorted();
