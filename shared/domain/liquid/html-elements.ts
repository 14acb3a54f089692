/**
 * The elements of HTML, with the obsolete ones that mails still use.
 * @see https://html.spec.whatwg.org/multipage/indices.html#elements-3
 * @see https://html.spec.whatwg.org/multipage/obsolete.html#non-conforming-features
 */
const ELEMENTS = [
  'a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col',
  'colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 h3',
  'h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu meta',
  'meter nav noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search',
  'section select slot small source span strong style sub summary sup svg table tbody td template textarea tfoot th',
  'thead time title tr track u ul var video wbr',
  'acronym applet basefont bgsound big blink center dir font frame frameset marquee nobr noembed noframes plaintext',
  'rb rtc strike tt xmp',
].flatMap((names) => names.split(' '));

/** A tag of an element; a comment; a DOCTYPE. Its name stops at the brace of a merge tag. */
const TAG = `(?:!|/?(?:${ELEMENTS.join('|')})(?=[\\s/>{]))`;
const MARKUP = new RegExp(`<${TAG}`, 'i');
const NO_TAG = new RegExp(`<(?!${TAG})`, 'gi');

/** Elements that break lines themselves. */
const BREAKS_LINES =
  /<(?:address|article|aside|blockquote|body|br|center|dd|details|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tbody|td|th|tr|ul)(?=[\s/>])/i;

/** Whether a template is HTML; an address in angle brackets or a comparison is none. */
export const hasMarkup = (text: string): boolean => MARKUP.test(text);

/** A literal of a template as HTML: elements stay elements, and any other `<`, also the last one, is a character. */
export const literalAsHtml = (text: string): string => text.replace(NO_TAG, '&lt;');

/** Lines stay lines, unless the text breaks them by elements. A blank text stays blank. */
export const linesAsHtml = (html: string): string =>
  html.trim() === '' || BREAKS_LINES.test(html) ? html : html.replace(/\r?\n/g, '<br>\n');
