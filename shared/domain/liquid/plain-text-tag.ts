import { type Context, type Liquid, Tag, TagToken, type Template, type TopLevelToken } from 'liquidjs';
import { linesAsHtml, literalAsHtml } from './html-elements.ts';
import { isLiteral } from './literal.ts';

const NAME = 'plain_text';

/** Marks a template, or the part of one, that is written as a text and is sent as HTML. */
export const markPlainText = (text: string): string => `{% ${NAME} %}${text}{% end${NAME} %}`;

/** Characters that the mark adds. */
export const PLAIN_TEXT_MARK_LENGTH = markPlainText('').length;

/** The literals up to the end of the mark: what values add is escaped, and must not complete an element. */
const convertLiterals = (tokens: readonly TopLevelToken[]): void => {
  for (const token of tokens) {
    if (token instanceof TagToken && token.name === `end${NAME}`) return;
    if (!isLiteral(token)) continue;
    const literal = literalAsHtml(token.getContent());
    token.getContent = () => literal;
  }
};

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
    return yield this.liquid.renderer.renderTemplates(this.#templates, context);
  }
}

class PlainTextAsHtmlTag extends PlainTextTag {
  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    convertLiterals(remaining);
    super(token, remaining, liquid);
  }

  override *render(context: Context): Generator<unknown, string, string> {
    return linesAsHtml(yield* super.render(context));
  }
}

/** Converts the marked part in HTML; elsewhere the mark changes nothing. */
export const installPlainTextTag = (engine: Liquid, toHtml: boolean): void =>
  engine.registerTag(NAME, toHtml ? PlainTextAsHtmlTag : PlainTextTag);
