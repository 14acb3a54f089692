const strict = new TextDecoder('utf-8', { fatal: true });
/** Bytes that were read as one character each, as Node and others read headers. */
const isBytes = (value: string): boolean => /[\u0080-\u00ff]/.test(value) && !/[\u0100-\uffff]/.test(value);

/** Callers write UTF-8 into headers, for which RFC 9110 §5.5 has opaque bytes; what is no UTF-8 stays as it came. */
export const headerText = (value: string): string => {
  if (!isBytes(value)) return value;
  try {
    return strict.decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
};

/** A header's text as `fetch` takes it, one character for each byte of its UTF-8. */
export const headerBytes = (text: string): string => Buffer.from(text).toString('latin1');
