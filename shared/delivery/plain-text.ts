import { compile, type FormatCallback, type HtmlToTextOptions } from 'html-to-text';

/** Browsers nest elements no deeper than 512; a mail of nested tables reaches 50. */
const MAX_DEPTH = 200;

/** An image is its alternative text, without its address. */
const alternativeText: FormatCallback = ({ attribs }, _, builder) =>
  builder.addInline(String(attribs?.alt ?? ''));

/** Most tables of mails are layout: a cell ends with a space. */
const cell: FormatCallback = ({ children }, walk, builder) => {
  walk(children, builder);
  builder.addInline(' ');
};

const lineBreaksAround = (lineBreaks: number) => ({
  leadingLineBreaks: lineBreaks,
  trailingLineBreaks: lineBreaks,
});

const rowsFor = (names: string, row: { readonly format?: string; readonly options?: object }) =>
  names.split(' ').map((selector) => ({ selector, ...row }));

const OPTIONS: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxDepth: MAX_DEPTH },
  // The whole, as browsers show it: what follows the end of the body belongs to it.
  baseElements: { selectors: [] },
  formatters: { alternativeText, cell },
  selectors: [
    ...rowsFor('a', { options: { linkBrackets: ['(', ')'], hideLinkHrefIfSameAsText: true } }),
    ...rowsFor('img', { format: 'alternativeText' }),
    ...rowsFor('h1 h2 h3 h4 h5 h6', { options: { uppercase: false, ...lineBreaksAround(2) } }),
    ...rowsFor('ul', { options: { itemPrefix: '* ' } }),
    ...rowsFor('body tr dt dd address center figure', { format: 'block', options: lineBreaksAround(1) }),
    ...rowsFor('td th', { format: 'cell' }),
    ...rowsFor('head title style script', { format: 'skip' }),
  ],
};

/** Made at the first mail: it takes three times as long as loading the package. */
let convert: ((html: string) => string) | undefined;

/** The text of an HTML mail for readers without HTML: links with their address, blocks on lines of their own. */
export const plainTextOf = (html: string): string => {
  convert ??= compile(OPTIONS);
  return convert(html).trim();
};
