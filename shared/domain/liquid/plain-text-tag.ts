import { type Context, type Liquid, Tag, type TagToken, type Template, type TopLevelToken } from 'liquidjs';
import { textAsHtml } from './html-elements.ts';

const NAME = 'plain_text';

/** Marks a template, or the part of one, that is written as a text and is sent as HTML. */
export const markPlainText = (text: string): string => `{% ${NAME} %}${text}{% end${NAME} %}`;

/** Characters that the mark adds. */
export const PLAIN_TEXT_MARK = markPlainText('').length;

const makeTag = (formOf: (rendered: string) => string) =>
  class PlainTextTag extends Tag {
    readonly #templates: Template[] = [];

    constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
      super(token, remaining, liquid);
      liquid.parser
        .parseStream(remaining)
        .on('template', (template: Template) => this.#templates.push(template))
        .on(`tag:end${NAME}`, function () {
          this.stop();
        })
        .on('end', () => {
          throw new Error(`tag ${token.getText()} not closed`);
        })
        .start();
    }

    *render(context: Context): Generator<unknown, string, string> {
      return formOf(yield this.liquid.renderer.renderTemplates(this.#templates, context));
    }
  };

/** Converts the marked part in HTML; elsewhere the mark changes nothing. */
export const installPlainTextTag = (engine: Liquid, toHtml: boolean): void =>
  engine.registerTag(NAME, makeTag(toHtml ? textAsHtml : (text) => text));
