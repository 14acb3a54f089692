import { ValidationException } from './errors.ts';
import { Reader } from './lexer.ts';
import { at, type Bindings, boundValue, type Path, placeOf, readPath } from './paths.ts';
import { compare, equal, type Item, typeOf } from './values.ts';

/** @param item absent: there is no such item */
export type Condition = (item: Item | undefined, bindings: Bindings) => boolean;
type Operand = (item: Item | undefined, bindings: Bindings) => unknown;

const COMPARISONS: Readonly<Record<string, (one: unknown, other: unknown) => boolean>> = {
  '=': (one, other) => one !== undefined && other !== undefined && equal(one, other),
  '<>': (one, other) => !(one !== undefined && other !== undefined && equal(one, other)),
  '<': (one, other) => (compare(one, other) ?? 0) < 0,
  '>': (one, other) => (compare(one, other) ?? 0) > 0,
  '<=': (one, other) => (compare(one, other) ?? 1) <= 0,
  '>=': (one, other) => (compare(one, other) ?? -1) >= 0,
};

const sizeOf = (value: unknown): number | undefined => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (value instanceof Set) return value.size;
  if (Array.isArray(value)) return value.length;
  return typeOf(value) === 'M' && value !== undefined ? Object.keys(value as object).length : undefined;
};

const beginsWith = (value: unknown, start: unknown): boolean => {
  if (typeof value === 'string' && typeof start === 'string') return value.startsWith(start);
  if (!(value instanceof Uint8Array) || !(start instanceof Uint8Array)) return false;
  return Buffer.compare(value.subarray(0, start.length), start) === 0;
};

const contains = (value: unknown, part: unknown): boolean => {
  if (typeof value === 'string') return typeof part === 'string' && value.includes(part);
  if (Array.isArray(value) || value instanceof Set) return [...value].some((one) => equal(one, part));
  return false;
};

/** Functions of two operands. */
const FUNCTIONS: Readonly<Record<string, (one: unknown, other: unknown) => boolean>> = {
  begins_with: beginsWith,
  contains,
  attribute_type: (value, type) => value !== undefined && typeOf(value) === type,
};

const EXISTENCE: Readonly<Record<string, boolean>> = { attribute_exists: true, attribute_not_exists: false };

const pathOperand = (path: Path): Operand => {
  return (item, bindings) => at(item, placeOf(path, bindings));
};

/** Reads conditions; the count of parameters goes on through a whole PartiQL statement. */
export class ConditionReader {
  readonly reader: Reader;
  #parameters = 0;

  constructor(reader: Reader) {
    this.reader = reader;
  }

  /** `?`: the next parameter of a statement. */
  parameter(): Operand {
    const placeholder = `?${this.#parameters}`;
    this.#parameters += 1;
    return (_, bindings) => boundValue(placeholder, bindings);
  }

  operand(): Operand {
    const { reader } = this;
    const { kind, text } = reader.peek();
    if (kind === 'value') {
      reader.next();
      return (_, bindings) => boundValue(text, bindings);
    }
    if (kind === 'text') {
      reader.next();
      return () => text.replaceAll("''", "'");
    }
    if (reader.takes('?')) return this.parameter();
    if (reader.isWord('SIZE') && reader.peek(1).text === '(') {
      reader.next();
      reader.expect('(');
      const inner = this.operand();
      reader.expect(')');
      return (item, bindings) => sizeOf(inner(item, bindings));
    }
    return pathOperand(readPath(reader));
  }

  condition(): Condition {
    let left = this.#and();
    while (this.reader.takesWord('OR')) {
      const [one, other] = [left, this.#and()];
      left = (item, bindings) => one(item, bindings) || other(item, bindings);
    }
    return left;
  }

  #and(): Condition {
    let left = this.#not();
    while (this.reader.takesWord('AND')) {
      const [one, other] = [left, this.#not()];
      left = (item, bindings) => one(item, bindings) && other(item, bindings);
    }
    return left;
  }

  #not(): Condition {
    if (!this.reader.takesWord('NOT')) return this.#simple();
    const inner = this.#not();
    return (item, bindings) => !inner(item, bindings);
  }

  #simple(): Condition {
    const { reader } = this;
    if (reader.takes('(')) {
      const inner = this.condition();
      reader.expect(')');
      return inner;
    }
    const { kind, text } = reader.peek();
    if (kind === 'word' && reader.peek(1).text === '(' && text.toLowerCase() !== 'size') return this.#call();
    return this.#comparison();
  }

  #call(): Condition {
    const { reader } = this;
    const name = reader.next().text;
    reader.expect('(');
    const exists = EXISTENCE[name];
    if (exists !== undefined) {
      const operand = pathOperand(readPath(reader));
      reader.expect(')');
      return (item, bindings) => (operand(item, bindings) !== undefined) === exists;
    }
    const call = FUNCTIONS[name];
    if (!call) throw new ValidationException(`Invalid function name; function: ${name}`);
    const one = this.operand();
    reader.expect(',');
    const other = this.operand();
    reader.expect(')');
    return (item, bindings) => call(one(item, bindings), other(item, bindings));
  }

  #comparison(): Condition {
    const { reader } = this;
    const one = this.operand();
    if (reader.takesWord('BETWEEN')) {
      const low = this.operand();
      reader.expectWord('AND');
      const high = this.operand();
      return (item, bindings) => {
        const value = one(item, bindings);
        const [from, to] = [compare(value, low(item, bindings)), compare(value, high(item, bindings))];
        return from !== undefined && to !== undefined && from >= 0 && to <= 0;
      };
    }
    if (reader.takesWord('IN')) {
      const choices: Operand[] = [];
      reader.expect('(');
      do choices.push(this.operand());
      while (reader.takes(','));
      reader.expect(')');
      return (item, bindings) =>
        choices.some((choice) => COMPARISONS['=']?.(one(item, bindings), choice(item, bindings)));
    }
    if (reader.takesWord('IS')) {
      const not = reader.takesWord('NOT');
      reader.expectWord('MISSING');
      return (item, bindings) => (one(item, bindings) === undefined) !== not;
    }
    const compares = COMPARISONS[reader.next().text];
    if (!compares) return reader.fail();
    const other = this.operand();
    return (item, bindings) => compares(one(item, bindings), other(item, bindings));
  }
}

const parsed = new Map<string, Condition>();

/** The condition that an expression says; parsed once. */
export const conditionOf = (expression: string): Condition => {
  let condition = parsed.get(expression);
  if (!condition) {
    const reader = new ConditionReader(new Reader(expression));
    condition = reader.condition();
    reader.reader.end();
    parsed.set(expression, condition);
  }
  return condition;
};
