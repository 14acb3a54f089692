import { IDENTIFIER_FORMS } from './identifier-forms.ts';
import { digitsAsTyped, displayEmail } from './identifiers.ts';
import type { Properties } from './member.ts';

/** In which country numbers are read, and what the member has: its number is not read again. */
export interface ReadingContext {
  /** The club's. */
  readonly country: string | undefined;
  /** Properties of the member that is changed. */
  readonly current?: Properties;
}

/** A number that is sent as replies show it, also one from before its club had a country, stays as it is. */
export const isCurrentMsisdn = (sent: unknown, { current }: ReadingContext): boolean =>
  typeof sent === 'string' &&
  typeof current?.['msisdn'] === 'string' &&
  (sent === current['msisdn'] || digitsAsTyped(sent) === current['msisdn']);

/** Per identifier, the form in which a valid text is stored; `undefined` for one that is not valid. */
const STORED: Readonly<Record<string, (text: string, context: ReadingContext) => string | undefined>> = {
  email: (text, { country }) =>
    IDENTIFIER_FORMS.email.canonical(text, country) === undefined ? undefined : displayEmail(text),
  msisdn: (text, context) =>
    isCurrentMsisdn(text, context)
      ? String(context.current?.['msisdn'])
      : IDENTIFIER_FORMS.msisdn.canonical(text, context.country),
};

const storedValue = (name: string, value: unknown, context: ReadingContext): unknown => {
  const read = Object.hasOwn(STORED, name) ? STORED[name] : undefined;
  return (typeof value === 'string' && read?.(value, context)) || value;
};

/** In a new member, and in the result of a change, `null` is absent. */
export const withoutNulls = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null && value !== undefined));

/**
 * Member properties in the form they are stored and validated in: without nulls, valid identifiers normalised (contract
 * §1.6), everything else as sent. A new object of own properties only, whatever the keys are called.
 */
export const normalizeProperties = (properties: Properties, context: ReadingContext): Properties =>
  Object.fromEntries(
    Object.entries(withoutNulls(properties)).map(([name, value]) => [
      name,
      storedValue(name, value, context),
    ]),
  );

/** Properties of a new member: nulls dropped, identifiers normalised, the club's language by default. */
export const newProperties = (
  properties: Properties,
  defaultLanguage: string,
  country: string | undefined,
): Properties => {
  const normal = normalizeProperties(properties, { country });
  return Object.hasOwn(normal, 'language') ? normal : { ...normal, language: defaultLanguage };
};

/** Properties after a partial update: sent ones replace, `null` deletes, the rest stays (contract §2.8). */
export const mergedProperties = (
  current: Properties,
  change: Properties,
  country: string | undefined,
): Properties => normalizeProperties({ ...current, ...change }, { country, current });
