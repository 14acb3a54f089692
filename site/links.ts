import { tagOf } from '#shared/contracts/tags.ts';
import { DOWNLOADS, ROOT, SOURCES } from './sources.ts';

const PAGES: ReadonlyMap<string, string> = new Map([
  ...SOURCES.map(({ file, name }) => [file, name] as const),
  ['README.md', 'index'],
]);
const FILES: ReadonlySet<string> = new Set(DOWNLOADS.map(({ file }) => file));

/** Of an operation, in the reference. */
export const operationLink = ({ id }: { readonly id: string }): string =>
  `reference.html#tag/${tagOf({ id })}/${id}`;

/** What a page is called in links: `.html` for readers, `.md` for programs. */
export type Extension = 'html' | 'md';

/**
 * A link of a source, as it leads from its page.
 * @param from path of the source
 * @returns nothing where the site has no such file
 */
export const pageLink = (href: string, from: string, extension: Extension): string | undefined => {
  if (/^(?:[a-z]+:|#)/.test(href)) return href;
  const { href: target, hash } = new URL(href, new URL(from, ROOT));
  const file = decodeURI(target.slice(ROOT.href.length)).replace(/#.*$/, '');
  if (FILES.has(file)) return `${file}${hash}`;
  const page = PAGES.get(file);
  return page === undefined ? undefined : `${page}.${extension}${hash}`;
};
