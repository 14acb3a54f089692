import type { Club } from '#shared/domain/clubs/club.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { languageOf } from '#shared/domain/notifications/automatic-message.ts';
import { type Html, html, NO_HTML } from '#shared/http/html.ts';
import type { PageReply } from '#shared/http/page.ts';
import type { PageClub } from '#shared/http/page-layout.ts';
import { localize } from './texts.ts';
import type { PageTexts } from './texts-en.ts';

/** In whose name and language a page speaks. */
export interface PageContext {
  readonly language: string;
  readonly texts: PageTexts;
  readonly club: PageClub;
}

/** The member's language, else the club's, else what the browser asks for (contract §2.7). */
export const pageContextOf = (
  club: Club,
  member: Member | undefined,
  languages: readonly string[],
): PageContext => {
  const wanted = languageOf(club, member?.properties ?? {});
  return { ...localize([wanted, club.member_schema.default_language, ...languages]), club };
};

/** For readers of whom nothing may be said: a language of the browser that the club has, else the club's. */
export const clubContextOf = (club: Club, languages: readonly string[]): PageContext => {
  const { languages: known, default_language } = club.member_schema;
  return { ...localize([...languages.filter((one) => known.includes(one)), default_language]), club };
};

export const filled = ({ club }: PageContext, text: string): string => text.replaceAll('{club}', club.name);

export const reply = (context: PageContext, status: number, title: string, body: Html): PageReply => ({
  status,
  language: context.language,
  club: context.club,
  home: filled(context, context.texts.home_link),
  title,
  body,
});

/** A question with one button; posting it acts. The form has no address of its own: it posts to its own URL. */
export const questionPage = (context: PageContext, topic: 'verify'): PageReply =>
  reply(
    context,
    200,
    context.texts[`${topic}_title`],
    html`<p>${filled(context, context.texts[`${topic}_question`])}</p>
<form method="post"><button type="submit">${context.texts[`${topic}_button`]}</button></form>`,
  );

export const donePage = (
  context: PageContext,
  done:
    | 'unsubscribed'
    | 'undone'
    | 'undo_late'
    | 'verified'
    | 'reset_done'
    | 'secured'
    | 'locked'
    | 'renewed',
): PageReply =>
  reply(
    context,
    200,
    context.texts[`${done}_title`],
    html`<p role="status">${filled(context, context.texts[`${done}_text`])}</p>`,
  );

/** @param problem what was wrong with the password that was posted */
export const passwordForm = (
  context: PageContext,
  topic: 'reset' | 'secure',
  minimum: number,
  problem?: string,
): PageReply => {
  const { texts } = context;
  const lead = topic === 'secure' ? html`<p>${filled(context, texts.secure_text)}</p>` : NO_HTML;
  const message =
    problem === undefined ? NO_HTML : html`<p class="bad" role="alert" id="problem">${problem}</p>`;
  const described = problem === undefined ? 'hint' : 'problem hint';
  const invalid = problem === undefined ? NO_HTML : html` aria-invalid="true"`;
  return reply(
    context,
    problem === undefined ? 200 : 422,
    texts[`${topic}_title`],
    html`${lead}${message}<form method="post">
<label for="password">${texts.reset_label}</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="${minimum}" maxlength="128" aria-describedby="${described}"${invalid}>
<p class="hint" id="hint">${texts.reset_hint.replace('{minimum}', String(minimum))}</p>
<button type="submit">${texts[`${topic}_button`]}</button>
</form>`,
  );
};

/** For a link whose member is gone, and of whose address nothing is known: whether mails go on cannot be said. */
export const endedPage = (context: PageContext): PageReply => {
  const { ended_title, ended_text } = context.texts;
  return reply(context, 404, ended_title, html`<p>${filled(context, ended_text)}</p>`);
};

/** For a link whose member has another address by now: no mail goes to the link's, and only that address can say more. */
export const movedPage = (context: PageContext): PageReply => {
  const { moved_title, moved_text } = context.texts;
  return reply(context, 200, moved_title, html`<p role="status">${filled(context, moved_text)}</p>`);
};

/**
 * For a link of ours that is no longer good. The page is the club's and not the member's: it is the same whether or not
 * the member is there.
 */
export const deadLinkPage = (context: PageContext, isRenewable: boolean): PageReply => {
  const { texts } = context;
  const next = isRenewable
    ? html`<p>${filled(context, texts.renew_text)}</p>
<form method="post"><input type="hidden" name="renew" value="1"><button type="submit">${texts.renew_button}</button></form>`
    : html`<p>${filled(context, texts.contact_text)}</p>`;
  return reply(context, 404, texts.invalid_title, html`<p>${texts.invalid_text}</p>\n${next}`);
};

/** For every link that is none of ours, whatever the reason: who guesses learns nothing. */
export const invalidPage = (languages: readonly string[]): PageReply => {
  const { language, texts } = localize(languages);
  return {
    status: 404,
    language,
    club: undefined,
    title: texts.invalid_title,
    body: html`<p>${texts.invalid_text}</p>`,
  };
};
