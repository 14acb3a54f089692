/** A piece of HTML whose values have been escaped. */
export interface Html {
  readonly html: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/** Template tag: every value is text and is escaped, unless it is a piece of HTML itself. */
export const html = (parts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html => ({
  html: parts.reduce((whole, part, index) => {
    const value = values[index - 1] ?? '';
    return whole + (typeof value === 'object' ? value.html : escaped(String(value))) + part;
  }),
});

/** Nothing, where a piece is optional. */
export const NO_HTML: Html = { html: '' };
