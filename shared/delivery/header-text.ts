/** Line ends and other controls, which could end a header field and begin another (threat T16). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the subject.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Longest field that we write, in characters; SES refuses longer subjects anyway. */
const LONGEST = 500;

/** A text as it may be in a header field. */
export const oneLine = (text: string): string =>
  [...text.replace(CONTROLS, ' ').trim()].slice(0, LONGEST).join('');

const ASCII = /^[\x20-\x7e]*$/;

/** RFC 2047 §2: an encoded word has at most 75 characters, so 45 bytes of text; no character is split. */
const WORD_BYTES = 42;

const encodedWords = (text: string): string => {
  const words: string[] = [];
  for (const character of text) {
    const longer = (words.at(-1) ?? '') + character;
    if (words.length > 0 && Buffer.byteLength(longer) <= WORD_BYTES) words[words.length - 1] = longer;
    else words.push(character);
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
};

/**
 * `"Name" <address>` as SES wants it: quoted, or in encoded words where it is not ASCII (RFC 5322 §3.4, RFC 2047).
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html FromEmailAddress
 */
export const mailbox = (name: string, address: string): string => {
  const line = oneLine(name);
  if (line === '') return oneLine(address);
  const phrase = ASCII.test(line) ? `"${line.replace(/["\\]/g, '\\$&')}"` : encodedWords(line);
  return `${phrase} <${oneLine(address)}>`;
};
