import type { LogLine } from './log.ts';

type Test = (line: LogLine) => boolean;

const CONDITION = /^\$\.([\w.]+)\s*(?:(=|!=|>=|<=|>|<)\s*(?:"([^"]*)"|(-?\d+(?:\.\d+)?))|IS\s+(TRUE|FALSE))$/;

const valueAt = (line: LogLine, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], line);

/** `*` stands for any text. */
const likePattern = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );

const NUMBERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};

const condition = (text: string): Test => {
  const [, path = '', operator = '', quoted, number, truth] = CONDITION.exec(text.trim()) ?? [];
  if (path === '') throw new Error(`No condition of a filter pattern: ${text}`);
  if (truth !== undefined) return (line) => valueAt(line, path) === (truth === 'TRUE');
  if (quoted !== undefined) {
    const like = likePattern(quoted);
    return (line) => {
      const value = valueAt(line, path);
      return typeof value === 'string' && like.test(value) === (operator === '=');
    };
  }
  const compare = NUMBERS[operator];
  return (line) => {
    const value = valueAt(line, path);
    return typeof value === 'number' && compare !== undefined && compare(value, Number(number));
  };
};

/**
 * The JSON patterns of CloudWatch that the operations guide uses: conditions joined by `&&` or by `||`.
 * @throws Error for any other
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const filterPattern = (pattern: string): Test => {
  const inner = /^\{(.*)\}$/s.exec(pattern.trim())?.[1];
  if (inner === undefined) throw new Error(`No JSON filter pattern: ${pattern}`);
  if (inner.includes('&&') && inner.includes('||')) throw new Error('Only && or only ||');
  const tests = inner.split(/&&|\|\|/).map(condition);
  return inner.includes('||')
    ? (line) => tests.some((test) => test(line))
    : (line) => tests.every((test) => test(line));
};
