import { createHash } from 'node:crypto';
import { type ClubColors, type Palette, paletteOf } from '#shared/palette.ts';
import { type Html, html, NO_HTML } from './html.ts';

const variables = (scheme: Palette['light']): string =>
  Object.entries(scheme)
    .map(([name, color]) => `--${name.replace('_', '-')}: ${color};`)
    .join(' ');

/** Colors have a contrast of at least 4.5 in both schemes (WCAG 2.2, 1.4.3), whatever the club's are. */
const styleOf = ({ light, dark }: Palette): string => `
:root { color-scheme: light dark; ${variables(light)} }
@media (prefers-color-scheme: dark) {
  :root { ${variables(dark)} }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--background); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; }
main { width: 100%; max-width: 32rem; padding: clamp(1.25rem, 5vw, 2.5rem); background: var(--card); border-top: 4px solid var(--accent); border-radius: .75rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance; }
p { margin: 0 0 1rem; }
form { margin: 0 0 1rem; }
p:last-child, form:last-child { margin-bottom: 0; }
a { color: var(--link); }
.club { color: var(--soft); font-weight: 600; margin-bottom: 1rem; }
.club img { display: block; height: 3.5rem; max-width: 100%; padding: .375rem; object-fit: contain; background: #fff; border-radius: .5rem; }
.hint { color: var(--soft); font-size: .9375rem; margin: .375rem 0 0; }
.home { margin: 1.5rem 0 0; padding-top: 1rem; border-top: 1px solid color-mix(in srgb, var(--line) 40%, transparent); font-size: .9375rem; }
.bad { color: var(--bad); font-weight: 600; }
label { display: block; font-weight: 600; margin-bottom: .375rem; }
fieldset { margin: 0 0 1rem; padding: 0; border: 0; }
legend { padding: 0; margin-bottom: .25rem; font-weight: 600; }
details { margin-top: 1.5rem; }
summary { min-height: 2.75rem; padding: .625rem 0; color: var(--link); font-weight: 600; cursor: pointer; }
details form { margin-top: .5rem; }
.choice { display: flex; gap: .75rem; align-items: center; min-height: 2.75rem; margin: 0; font-weight: 400; cursor: pointer; }
.choice input { width: 1.25rem; height: 1.25rem; margin: 0; flex: none; accent-color: var(--link); }
input { width: 100%; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .5rem; padding: .625rem .75rem; }
button { margin-top: 1.25rem; min-height: 2.75rem; padding: .625rem 1.25rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 1px solid var(--link); border-radius: .5rem; cursor: pointer; }
button.second { margin-top: 0; color: var(--link); background: transparent; }
a:focus-visible, summary:focus-visible, input:focus-visible, button:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media (max-width: 30rem) { button { width: 100%; } }
`;

/** Whose page it is. */
export interface PageClub {
  readonly name: string;
  readonly branding?:
    | { readonly logo_url?: string; readonly home_url?: string; readonly colors?: ClubColors }
    | undefined;
}

export interface PageContent {
  readonly language: string;
  readonly title: string;
  /** Nothing on pages that know no club. */
  readonly club: PageClub | undefined;
  readonly body: Html;
  /** Words of the link to the club's site. */
  readonly home?: string | undefined;
}

/** The only style and the only origin of images that a page may use. */
export const contentSources = ({ club }: PageContent): string => {
  const style = createHash('sha256')
    .update(styleOf(paletteOf(club?.branding?.colors)))
    .digest('base64');
  const logo = club?.branding?.logo_url;
  return [`style-src 'sha256-${style}'`, ...(logo ? [`img-src ${new URL(logo).origin}`] : [])].join('; ');
};

const header = ({ name, branding: { logo_url } = {} }: PageClub): Html =>
  logo_url === undefined
    ? html`<p class="club">${name}</p>`
    : html`<p class="club"><img src="${logo_url}" alt="${name}"></p>`;

const footer = ({ branding: { home_url } = {} }: PageClub, words: string | undefined): Html =>
  home_url === undefined || words === undefined
    ? NO_HTML
    : html`\n<p class="home"><a href="${home_url}" rel="noreferrer">${words}</a></p>`;

/** A whole page: semantic HTML that works without script; nothing but the club's logo comes from elsewhere. */
export const pageHtml = ({ language, title, club, body, home }: PageContent): string =>
  html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${club === undefined ? title : `${title} – ${club.name}`}</title>
<style>${{ html: styleOf(paletteOf(club?.branding?.colors)) }}</style>
</head>
<body>
<main>
${club === undefined ? NO_HTML : header(club)}
<h1>${title}</h1>
${body}${club === undefined ? NO_HTML : footer(club, home)}
</main>
</body>
</html>
`.html;
