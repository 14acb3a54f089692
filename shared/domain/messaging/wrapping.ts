import { markPlainText } from '../liquid/plain-text-tag.ts';
import type { Template } from './message.ts';
import type { ContentAttribute } from './template-types.ts';

/** The attributes that are texts; what the vendor's editor keeps beside them is never sent. */
const TEXT_ATTRIBUTES = [
  'subject',
  'preheader',
  'body',
  'uri',
  'image_url',
] as const satisfies readonly ContentAttribute[];
export type TextAttribute = (typeof TEXT_ATTRIBUTES)[number];

/** The texts of a template, as written or rendered. */
export type Texts = Readonly<Partial<Record<TextAttribute, string>>>;

/** The merge-tag of a wrapper; its dashes trim, as everywhere in Liquid. Each part stops at the next brace. */
const CONTENT_TAG = /\{\{(-?)\s*content\s*(-?)\}\}/g;

/** The wrapper's text with the own one at every tag; the own one stays as it is, `$&` and all. */
const injected = (wrapper: string, own: string): string => {
  // The split puts the dashes of a tag between two texts: text, before, after, text, before, after, text.
  const parts = wrapper.split(CONTENT_TAG);
  const texts = parts.filter((_, at) => at % 3 === 0);
  return texts
    .map((text, n) => (parts[3 * n - 1] ? text.trimStart() : text))
    .map((text, n) => (parts[3 * n + 1] ? text.trimEnd() : text))
    .join(own);
};

const textAt = (content: Template['content'], attribute: TextAttribute): string | undefined => {
  const value = content[attribute];
  return typeof value === 'string' ? value : undefined;
};

/**
 * Puts the texts of a template into its wrapper (contract §5.2.4): attribute by attribute, one level, before
 * rendering. An attribute that the wrapper lacks is the template's own; one without the merge-tag replaces it.
 */
export const wrapTexts = (content: Template['content'], wrapper: Template['content'] = {}): Texts =>
  Object.fromEntries(
    TEXT_ATTRIBUTES.flatMap((attribute) => {
      const own = textAt(content, attribute);
      const around = textAt(wrapper, attribute);
      const text = around === undefined ? own : injected(around, own ?? '');
      return text === undefined ? [] : [[attribute, text]];
    }),
  );

type WrittenTemplate = Pick<Template, 'type' | 'content'>;

const withMarkedBody = <C extends Template['content']>(content: C): C =>
  typeof content['body'] === 'string' ? { ...content, body: markPlainText(content['body']) } : content;

/** The texts of a template within its wrapper; the part of type `plain` is marked, for mails send it as HTML. */
export const templateTexts = (own: WrittenTemplate, wrapper?: WrittenTemplate): Texts => {
  const isPlain = ({ type }: WrittenTemplate) => type === 'plain';
  const outerIsPlain = isPlain(wrapper ?? own);
  const content = isPlain(own) && !outerIsPlain ? withMarkedBody(own.content) : own.content;
  const texts = wrapTexts(content, wrapper?.content);
  return outerIsPlain ? withMarkedBody(texts) : texts;
};
