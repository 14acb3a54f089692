import { isJsonObject } from './json-value.ts';

/** RFC 6901 §3. */
export function escapeToken(token: string | number): string {
  return String(token).replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The tokens of a JSON pointer; `[]` for the root. */
export function pointerTokens(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapeToken);
}

function decoded(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

/** The JSON pointer of a local `$ref` (`#` or `#/…`, RFC 6901 §6); `undefined` for anything else. */
export function localPointer(ref: unknown): string | undefined {
  if (typeof ref !== 'string' || !ref.startsWith('#')) return undefined;
  const pointer = decoded(ref.slice(1));
  if (pointer === undefined || pointer === '/') return pointer === '/' ? '' : undefined;
  return pointer === '' || pointer.startsWith('/') ? pointer : undefined;
}

function child(value: unknown, token: string): unknown {
  if (Array.isArray(value)) return /^(?:0|[1-9][0-9]*)$/.test(token) ? value[Number(token)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

/** What the pointer points at, by own properties only; `undefined` when there is nothing. */
export function resolvePointer(root: unknown, pointer: string): unknown {
  return pointerTokens(pointer).reduce(child, root);
}
