import { CaptureTag, type Context, type FilterImplOptions, type Liquid } from 'liquidjs';
import { EscapedHtml, escapeHtml, escapeHtmlOnce, plainOf } from './escaped-html.ts';
import { type FilterHandler, handlerOf, textOf } from './filters.ts';

/** HTML of a value: escaped unless a filter or a `capture` has made HTML of it. */
const htmlOf = (value: unknown): string =>
  value instanceof EscapedHtml ? value.html : escapeHtml(textOf(value));

const counted = (html: (value: unknown) => string): FilterHandler =>
  function (value) {
    const made = html(value);
    this.context.memoryLimit.use(made.length);
    return new EscapedHtml(made);
  };

/** Filters whose result is HTML. */
const HTML_FILTERS: Readonly<Record<string, FilterHandler>> = {
  escape: counted(htmlOf),
  xml_escape: counted(htmlOf),
  escape_once: counted((value) =>
    value instanceof EscapedHtml ? value.html : escapeHtmlOnce(textOf(value)),
  ),
  newline_to_br: counted((value) => htmlOf(value).replace(/\r?\n/g, '<br />\n')),
};

/** They neither add characters nor take some out of the middle: HTML stays HTML. */
const KEEPS_HTML = ['strip', 'lstrip', 'rstrip', 'strip_newlines', 'upcase', 'downcase', 'capitalize'];

/** They put two texts together: when one is HTML, the other becomes it. */
const JOINS_HTML: Readonly<Record<string, (value: string, other: string) => string>> = {
  append: (value, other) => value + other,
  prepend: (value, other) => other + value,
};

/** A filter that meets HTML gives HTML; what it may have cut or added is escaped, never twice. */
const onHtml = (name: string, handler: FilterHandler): FilterHandler =>
  function (value, ...given) {
    const args = given.map(plainOf);
    const join = Object.hasOwn(JOINS_HTML, name) ? JOINS_HTML[name] : undefined;
    if (join && given.length === 1 && [value, given[0]].some((one) => one instanceof EscapedHtml))
      return counted((own) => join(htmlOf(own), htmlOf(given[0]))).call(this, value);
    if (!(value instanceof EscapedHtml)) return handler.call(this, value, ...args);
    const result: unknown = handler.call(this, value.html, ...args);
    if (result === value.html) return value;
    if (typeof result !== 'string') return result;
    return new EscapedHtml(KEEPS_HTML.includes(name) ? result : escapeHtmlOnce(result));
  };

/** Captured output is HTML already. */
class HtmlCaptureTag extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    yield* super.render(context);
    const scope: Record<string, unknown> = context.bottom();
    scope[this.variable] = new EscapedHtml(textOf(scope[this.variable]));
  }
}

/** Options of an engine whose every output is escaped once. */
export const HTML_OPTIONS = {
  outputEscape(this: unknown, value: unknown) {
    return htmlOf(value);
  },
};

export const installHtmlOutput = (engine: Liquid): void => {
  for (const [name, filter] of Object.entries<FilterImplOptions>(engine.filters))
    engine.registerFilter(name, HTML_FILTERS[name] ?? onHtml(name, handlerOf(filter)));
  engine.registerTag('capture', HtmlCaptureTag);
};
