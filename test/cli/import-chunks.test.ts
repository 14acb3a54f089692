import { isUtf8 } from 'node:buffer';
import { expect, it } from 'vitest';
import { scanBytes } from '../../cli/import/read/byte-scan.ts';
import { elementFinder } from '../../cli/import/read/json-elements.ts';
import fc from '../support/property.ts';

/** Bytes in chunks, cut at random. */
const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length));
};

const PLACES = fc.array(fc.nat(), { maxLength: 6 });

it('finds the elements that JSON.parse finds, on the lines on which they begin, wherever chunks end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue()),
      fc.constantFrom('', '  ', '\t'),
      PLACES,
      (values, indent, places) => {
        const text = JSON.stringify(values, null, indent);
        const finder = elementFinder();
        const found = cut(Buffer.from(`\uFEFF\n${text}\n`), places).flatMap((chunk) => [
          ...finder.elementsIn(chunk),
        ]);
        finder.end();
        expect(found.map((element) => JSON.parse(element.text))).toEqual(JSON.parse(text));
        const lines = text.split('\n');
        for (const { line, text: element } of found)
          expect(lines[line - 2]).toContain(element.trim().split('\n')[0]);
      },
    ),
  );
});

it('knows UTF-8 from other bytes as Node does, wherever chunks end', () => {
  const bytes = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.uint8Array().map((array) => Buffer.from(array)),
  );
  fc.assert(
    fc.property(bytes, PLACES, (content, places) => {
      const scan = scanBytes();
      for (const chunk of cut(content, places)) scan.add(chunk);
      const found = scan.end();
      expect(found.isUtf8).toBe(isUtf8(content));
      expect(found.bytes).toBe(content.length);
      expect([...found.high].every((byte) => content.includes(byte))).toBe(true);
    }),
  );
});
