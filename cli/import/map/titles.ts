/** What is left of a title when case, spaces and punctuation are: `E-mail` and `email` are the same. */
export const plainTitle = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** The one known name that a title can mean; all that it may mean when there are several. */
export const namesMeant = (title: string, known: readonly string[]): readonly string[] => {
  const name = title.trim();
  if (known.includes(name)) return [name];
  const plain = plainTitle(name);
  return plain === '' ? [] : [...new Set(known.filter((other) => plainTitle(other) === plain))];
};
