/** Clauses of DynamoDB's condition expressions, which are text to the compiler. */

interface Piece {
  readonly start: number;
  readonly end: number;
}

const CONDITION =
  /attribute_(not_)?exists\(|begins_with\(|contains\(|[\w#.\]]\s*(=|<>|<=?|>=?)\s*[:#]\w|\bBETWEEN\b|\bIN \(/;
/** Also pieces of a list of assignments. */
const WRITES = /^\s*(,|(SET|ADD|REMOVE|DELETE|UPDATE|INSERT|SELECT)\b)/;

export const isCondition = (text: string): boolean => CONDITION.test(text) && !WRITES.test(text);

interface Joint extends Piece {
  readonly word: 'AND' | 'OR';
  readonly depth: number;
}

/** The `AND`s and `OR`s that join clauses; the `AND` of a `BETWEEN` joins none. Placeholders `${…}` are atoms. */
const jointsOf = (text: string): Joint[] => {
  const joints: Joint[] = [];
  let depth = 0;
  let between = false;
  for (const { 0: word, index } of text.matchAll(/\$\{[^}]*\}|[()]|\b(?:AND|OR|BETWEEN)\b/g)) {
    if (word === '(') depth += 1;
    if (word === ')') depth -= 1;
    if (word === 'BETWEEN') between = true;
    if (word === 'AND' && between) between = false;
    else if (word === 'AND' || word === 'OR')
      joints.push({ word, depth, start: index, end: index + word.length });
  }
  return joints;
};

const trimmed = (text: string, { start, end }: Piece): Piece => {
  const inside = text.slice(start, end);
  return {
    start: start + inside.length - inside.trimStart().length,
    end: end - inside.length + inside.trimEnd().length,
  };
};

/** The innermost clauses, each with the word that joins it to its neighbours; a lone clause is as one of `AND`. */
export const clausesOf = (text: string): (Piece & { readonly joined: 'AND' | 'OR' })[] => {
  const joints = jointsOf(text);
  const edges = [0, ...joints.flatMap(({ start, end }) => [start, end]), text.length];
  return Array.from({ length: edges.length / 2 }, (_, at) => {
    let { start, end } = trimmed(text, { start: edges[2 * at] ?? 0, end: edges[2 * at + 1] ?? 0 });
    const unmatched = (open: string, close: string) => {
      const piece = text.slice(start, end);
      return piece.split(open).length - piece.split(close).length;
    };
    while (unmatched('(', ')') > 0 && text[start] === '(') start += 1;
    while (unmatched(')', '(') > 0 && text[end - 1] === ')') end -= 1;
    const beside = [joints[at - 1], joints[at]].filter((joint) => joint !== undefined);
    const deepest = beside.toSorted((one, two) => two.depth - one.depth)[0];
    return { ...trimmed(text, { start, end }), joined: deepest?.word ?? 'AND' };
  }).filter(({ start, end }) => isCondition(text.slice(start, end)));
};

/**
 * The clause without effect among its neighbours. It still names all it named, because DynamoDB refuses
 * expressions with a name or value that nothing uses.
 */
export const neutral = (clause: string, joined: 'AND' | 'OR'): string =>
  joined === 'AND' ? `(${clause} OR NOT ${clause})` : `(${clause} AND NOT ${clause})`;
