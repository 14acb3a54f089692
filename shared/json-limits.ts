const JSON_MAX_DEPTH = 20;
const JSON_MAX_KEYS = 1000;

export const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPENERS = new Set([0x7b, 0x5b]);
const CLOSERS = new Set([0x7d, 0x5d]);

/** Index of the quote that ends the string starting after `start`, or the end of the text. */
export const endOfString = (text: string, start: number): number => {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return text.length;
};

/**
 * Whether JSON text stays within the nesting and per-object key limits, told in one pass and
 * before anything parses it. Text that is not JSON is the parser's to refuse.
 */
export const withinJsonLimits = (text: string): boolean => {
  const keys: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at + 1);
    else if (OPENERS.has(code)) {
      if (keys.push(0) > JSON_MAX_DEPTH) return false;
    } else if (CLOSERS.has(code)) keys.pop();
    else if (code === COLON && keys.length > 0) {
      const count = (keys.pop() ?? 0) + 1;
      if (count > JSON_MAX_KEYS) return false;
      keys.push(count);
    }
  }
  return true;
};
