const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

const decoded = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,7})|([a-z]{2,6}));/g,
    (whole, number: string | undefined, name: string | undefined) => {
      if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole;
      const code = Number(number);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );

const HREF = /\bhref="([^"]*)"/i;

/** A link with its address, unless it has none. */
const link = (_: string, attributes: string, text: string): string => {
  const [, address = ''] = HREF.exec(attributes) ?? [];
  return address === '' ? text : `${text} (${address})`;
};

/**
 * The text of an HTML mail for readers without HTML: links with their address, blocks on lines of their own.
 * Every pattern stops at the next bracket, so the time is linear in the text (threat T18).
 */
export const plainTextOf = (html: string): string =>
  decoded(
    html
      .replace(/<(style|script|title)\b[^<>]*>[^<]*<\/\1>/gi, '')
      .replace(/[ \t\r\n]+/g, ' ')
      .replace(/<a\b([^<>]*)>([^<]*)<\/a>/gi, link)
      .replace(/<br\b[^<>]*>/gi, '\n')
      .replace(/<\/?(?:p|h[1-6]|div|li|tr|ul|ol|table|body)\b[^<>]*>/gi, '\n\n')
      .replace(/<[^<>]*>/g, ''),
  )
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
