export interface Heading {
  readonly depth: number;
  readonly id: string;
  /** HTML. */
  readonly text: string;
}

/** HTML without elements and entities, for names and for the search. */
export const plainText = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** As GitHub makes the ids of headings, so that links work in both places: `1.12 Rate limits` → `112-rate-limits`. */
export const headingIds = (): ((html: string) => string) => {
  const seen = new Map<string, number>();
  return (html) => {
    const slug = plainText(html)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  };
};
