import { savedChoicesPage, unsubscribePage } from '#shared/confirmations/pages/choices-page.ts';
import {
  deadLinkPage,
  donePage,
  endedPage,
  invalidPage,
  movedPage,
  pageContextOf,
  passwordForm,
  questionPage,
} from '#shared/confirmations/pages/page-context.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { pageHtml } from '#shared/http/page-layout.ts';

/** A page as a member sees it. */
export interface PagePreview {
  readonly name: string;
  readonly language: string;
  readonly title: string;
  readonly html: string;
}

type Context = ReturnType<typeof pageContextOf>;

const PAGES = {
  unsubscribe: unsubscribePage,
  unsubscribed: (context: Context) => savedChoicesPage(context, 'unsubscribed', 'sample'),
  'choices-saved': (context: Context) => savedChoicesPage(context, 'choices_saved', 'sample'),
  undone: (context: Context) => donePage(context, 'undone'),
  'undo-too-late': (context: Context) => donePage(context, 'undo_late'),
  'verify-email': (context: Context) => questionPage(context, 'verify'),
  verified: (context: Context) => donePage(context, 'verified'),
  'reset-password': (context: Context, { password_min_length }: Club) =>
    passwordForm(context, 'reset', password_min_length),
  'reset-password-refused': (context: Context, { password_min_length }: Club) =>
    passwordForm(context, 'reset', password_min_length, context.texts.password_short),
  'password-changed': (context: Context) => donePage(context, 'reset_done'),
  'secure-account': (context: Context, { password_min_length }: Club) =>
    passwordForm(context, 'secure', password_min_length),
  secured: (context: Context) => donePage(context, 'secured'),
  locked: (context: Context) => donePage(context, 'locked'),
  'membership-ended': endedPage,
  'address-moved': movedPage,
  'dead-link': (context: Context) => deadLinkPage(context, true),
  'dead-secure-account': (context: Context) => deadLinkPage(context, false),
  'new-link': (context: Context) => donePage(context, 'renewed'),
  'invalid-link': ({ language }: Context) => invalidPage([language]),
};

const inLanguage = (club: Club, language: string): Club => ({
  ...club,
  member_schema: { ...club.member_schema, default_language: language },
});

/** Every page behind links, by language of the club. */
export const previewPages = (club: Club): readonly PagePreview[] =>
  Object.entries(PAGES).flatMap(([name, page]) =>
    club.member_schema.languages.map((language) => {
      const content = page(pageContextOf(inLanguage(club, language), undefined, []), club);
      return { name, language, title: content.title, html: pageHtml(content) };
    }),
  );
