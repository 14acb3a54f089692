/** API Gateway hands 6 MB to a function; JSON of members shrinks to a tenth. */
const GZIP_FROM_BYTES = 256 * 1024;

export interface Payload {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | ArrayBuffer;
}

const gzip = (text: string): Promise<ArrayBuffer> =>
  new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();

/** The API takes the plain character for bytes that were no UTF-8, and its escape for the character. */
const json = (body: unknown): string => JSON.stringify(body).replaceAll('\ufffd', '\\ufffd');

/** JSON; a large one compressed, under the content type with which API Gateway passes bytes on unchanged. */
export const payloadOf = async (body: unknown): Promise<Payload> => {
  const text = json(body ?? {});
  if (text.length < GZIP_FROM_BYTES) return { headers: { 'Content-Type': 'application/json' }, body: text };
  return {
    headers: { 'Content-Type': 'application/gzip', 'Content-Encoding': 'gzip' },
    body: await gzip(text),
  };
};
