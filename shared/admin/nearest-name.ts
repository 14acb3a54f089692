/** Single-character edits between two texts (Levenshtein), upper and lower case being the same. */
const distance = (one: string, other: string): number => {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [line, char] of [...a].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (b[column - 1] === char ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

/** The known name that was probably meant; `undefined` when more than half of it would have to change. */
export const nearestName = (name: string, known: readonly string[]): string | undefined => {
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: distance(name, candidate) }))
    .toSorted((one, other) => one.edits - other.edits);
  return nearest && nearest.edits <= nearest.candidate.length / 2 ? nearest.candidate : undefined;
};
