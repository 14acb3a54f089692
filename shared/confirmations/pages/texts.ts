import { EN, type PageTexts } from './texts-en.ts';
import { NO } from './texts-no.ts';
import { SV } from './texts-sv.ts';

const LANGUAGES: ReadonlyMap<string, PageTexts> = new Map([
  ['en', EN],
  ['no', NO],
  ['nb', NO],
  ['nn', NO],
  ['sv', SV],
]);

/** The first of the wanted languages that the pages speak, else English. */
export const localize = (
  wanted: readonly string[],
): { readonly language: string; readonly texts: PageTexts } => {
  const language = wanted.find((one) => LANGUAGES.has(one)) ?? 'en';
  return { language, texts: LANGUAGES.get(language) ?? EN };
};
