import { afterEach, describe, expect, it, vi } from 'vitest';
import { outsizedNumbersIn, parseExactly } from '#shared/exact-json.ts';
import fc from '../support/property.ts';

afterEach(() => vi.restoreAllMocks());

describe('exact JSON', () => {
  it.each([
    ['{"a":[1e5,1,1]}', 1],
    ['{"a":[1E+3,1.5e2,-2e-7,1e300]}', 1],
    ['{"a":"x, 1e400"}', 1],
    ['{"a":" 12345678901234567890\\" ,1e400"}', 1],
    ['{"a":[1,2,3]}', 1],
    ['{"a":[1e400,1,1]}', 2],
  ])('of %s is parsed without a reviver, %i times', (json, times) => {
    const parse = vi.spyOn(JSON, 'parse');
    const value = parseExactly(json);
    const calls = parse.mock.calls.map((all) => all.length);
    vi.restoreAllMocks();
    expect(calls).toEqual(Array(times).fill(1));
    if (times === 1) expect(value).toEqual(JSON.parse(json));
  });

  it('keeps outsized numbers as they were written, wherever they are', () => {
    const json =
      '{"b":-1e400,"1":[12345678901234567890,{"c\\"":9.007199254740993e15}],"0":"1e400","a":[1e5,[]],"n":null}';
    const value = parseExactly(json);
    expect(outsizedNumbersIn(value)).toEqual(['12345678901234567890', '9.007199254740993e15', '-1e400']);
    expect(JSON.parse(JSON.stringify(value))).toEqual(JSON.parse(json));
    expect(String(parseExactly('12345678901234567890'))).toBe('12345678901234567890');
  });

  it.each([
    '{12345678901234567890:1}',
    '[012345678901234567890]',
    '[1e400',
    '[1e400.5]',
    '[-]',
    '[1e]',
    '[+1e400]',
  ])('is not %s', (json) => {
    expect(() => parseExactly(json)).toThrow(SyntaxError);
  });

  it('is what JSON.parse reads, where all numbers are exact', () => {
    const exact = fc.jsonValue().filter((value) => !/\d{16}/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(exact, (value) => {
        const json = JSON.stringify([1e21, value]);
        expect(parseExactly(json)).toEqual(JSON.parse(json));
      }),
    );
  });
});
