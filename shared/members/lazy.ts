/** A value, or how to read it: what was sent is validated after the look-up of its target (contract §1.2.1). */
export type Lazy<T> = T | (() => T);

export const read = <T extends object>(value: Lazy<T>): T => (typeof value === 'function' ? value() : value);
