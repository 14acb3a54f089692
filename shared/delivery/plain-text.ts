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

/**
 * The text of an HTML mail for readers without HTML: links with their address, blocks on lines of their own.
 * Every pattern stops at the next `<`, so the time is linear in the text (threat T18).
 */
export const plainTextOf = (html: string): string =>
  decoded(
    html
      .replace(/<(style|script|title)\b[^<>]*>[^<]*<\/\1>/gi, '')
      .replace(/[ \t\r\n]+/g, ' ')
      .replace(/<a\b[^<>]*?href="([^"<>]*)"[^<>]*>([^<]*)<\/a>/gi, '$2 ($1)')
      .replace(/<br\b[^<>]*>/gi, '\n')
      .replace(/<\/(p|h[1-6]|div|li|tr|ul|ol|table|body)>/gi, '\n\n')
      .replace(/<[^<>]*>/g, ''),
  )
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
