import type { Channel } from '#shared/vocabulary.ts';
import type { Clock } from '../liquid/clock.ts';
import type { TemplateFormat } from '../liquid/engine.ts';
import { hasMarkup } from '../liquid/html-elements.ts';
import { markPlainText } from '../liquid/plain-text-tag.ts';
import { renderTemplate, TemplateError } from '../liquid/template.ts';
import { fitsItem } from './packed.ts';
import type { TextAttribute, Texts } from './wrapping.ts';

type Form = (text: string) => string;

const asIs: Form = (text) => text.toWellFormed();

/** A value with a line end must not begin another header field, or another line of a list (threat T16). */
const inOneLine: Form = (text) =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();

interface AttributeRow {
  readonly format: TemplateFormat;
  readonly form: Form;
}

const LINE: AttributeRow = { format: 'plain', form: inOneLine };
const TEXT: AttributeRow = { format: 'plain', form: asIs };
/** Every value is escaped. */
const HTML: AttributeRow = { format: 'html', form: asIs };
/** What each channel takes of a template and how; it has no use for the rest (contract §5.2.4). */
const CHANNEL_ATTRIBUTES: Readonly<Record<Channel, Readonly<Partial<Record<TextAttribute, AttributeRow>>>>> =
  {
    sms: { body: TEXT },
    email: { subject: LINE, preheader: LINE, body: HTML },
    push: { subject: LINE, body: TEXT, uri: LINE, image_url: LINE },
  };

/** As JSON, beside its compressed size: a reply lists it. */
const MAX_CONTENT_BYTES = 600_000;

/**
 * The texts of a dispatch, rendered for one addressee.
 * @param texts as frozen when the sending was prepared: wrapped, not rendered
 * @throws TemplateBroken when a text asks for more than it may, or gives more than can be kept
 */
export const renderContent = (
  channel: Channel,
  texts: Texts,
  tags: Readonly<Record<string, unknown>>,
  clock: Clock,
): Texts => {
  const content: Texts = Object.fromEntries(
    Object.entries(CHANNEL_ATTRIBUTES[channel]).flatMap(([attribute, row]) => {
      const text = texts[attribute as TextAttribute];
      if (text === undefined) return [];
      // A body without any element is a text, whatever the type of its template.
      const source = row === HTML && !hasMarkup(text) ? markPlainText(text) : text;
      return [[attribute, row.form(renderTemplate(row.format, source, tags, clock))]];
    }),
  );
  if (!fitsItem(content, MAX_CONTENT_BYTES)) throw new TemplateError('The rendered texts are too long');
  return content;
};
