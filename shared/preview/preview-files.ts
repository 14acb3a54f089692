import type { Club } from '#shared/domain/clubs/club.ts';
import { type Html, html } from '#shared/http/html.ts';
import { pageHtml } from '#shared/http/page-layout.ts';
import { previewMessages } from './preview-messages.ts';
import { previewPages } from './preview-pages.ts';

interface Entry {
  readonly path: string;
  readonly title: string;
  readonly content: string;
}

const messageFiles = (club: Club, now: Date): readonly Entry[] =>
  previewMessages(club, now).flatMap((preview) => {
    const { kind, product, language } = preview;
    const base = `${kind}.${product}.${language}`;
    if (preview.channel === 'sms')
      return [{ path: `sms/${base}.txt`, title: base, content: `${preview.message.text}\n` }];
    const { subject, html: content, text } = preview.message;
    return [
      { path: `mails/${base}.html`, title: `${base}: ${subject}`, content },
      { path: `mails/${base}.txt`, title: `${base}, text part`, content: `${subject}\n\n${text}\n` },
    ];
  });

const pageFiles = (club: Club): readonly Entry[] =>
  previewPages(club).map(({ name, language, title, html: content }) => ({
    path: `pages/${name}.${language}.html`,
    title: `${name}.${language}: ${title}`,
    content,
  }));

const list = (entries: readonly Entry[]): Html =>
  entries.reduce<Html>((before, { path, title }) => html`${before}<p><a href="${path}">${title}</a></p>\n`, {
    html: '',
  });

/** A folder's content: the messages and pages of a club with sample data, and `index.html`, which lists them. */
export const previewFiles = (club: Club, now: Date): ReadonlyMap<string, string> => {
  const entries = [...messageFiles(club, now), ...pageFiles(club)];
  const index = pageHtml({ language: 'en', title: 'Messages and pages', club, body: list(entries) });
  return new Map([['index.html', index], ...entries.map(({ path, content }) => [path, content] as const)]);
};
