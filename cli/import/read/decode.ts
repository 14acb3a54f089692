import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

const CHUNK = { highWaterMark: 256 * 1024 };

/** Control characters that single-byte encodings leave for bytes which they do not define. */
const UNDEFINED = /[\u0080-\u009F]/g;

async function* reencoded(path: string, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  const isUnicode = encoding.startsWith('utf-');
  const clean = (text: string): Buffer => Buffer.from(isUnicode ? text : text.replace(UNDEFINED, '\uFFFD'));
  for await (const chunk of createReadStream(path, CHUNK))
    yield clean(decoder.decode(chunk as Buffer, { stream: true }));
  yield clean(decoder.decode());
}

/** The text of a file as UTF-8, read as a stream; U+FFFD is what cannot be decoded. */
export const utf8Of = (path: string, encoding = 'utf-8'): Readable =>
  encoding === 'utf-8' ? createReadStream(path, CHUNK) : Readable.from(reencoded(path, encoding));
