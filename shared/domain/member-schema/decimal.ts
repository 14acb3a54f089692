/** A number as `digits` × 10^`exponent`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** By the shortest decimal form, which is what was written: 0.1 is one tenth, not the double beside it. */
const decimalOf = (value: number): Decimal => {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
};

/** Digits after the point in the shortest decimal form of a number; `1e-7` has seven. */
export const decimalPlaces = (value: number): number => Math.max(0, -decimalOf(value).exponent);

const scaled = ({ digits, exponent }: Decimal, to: number): bigint => digits * 10n ** BigInt(exponent - to);

/**
 * Whether a decimal number is a multiple of another, exactly: doubles would round the quotient, so that 2000000001
 * passes as a multiple of 2, or 19.99 as none of 0.01. Zero has no multiples.
 */
export const isMultiple = (divisor: number, value: number): boolean => {
  if (!Number.isFinite(value) || !Number.isFinite(divisor) || divisor === 0) return false;
  const [one, other] = [decimalOf(value), decimalOf(divisor)];
  const exponent = Math.min(one.exponent, other.exponent);
  return scaled(one, exponent) % scaled(other, exponent) === 0n;
};
