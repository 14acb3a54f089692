import { createHash } from 'node:crypto';
import { type Html, html } from './html.ts';

/** Colours have a contrast of at least 4.5 in both schemes (WCAG 2.2, 1.4.3). */
const STYLE = `
:root { color-scheme: light dark; --page: #f4f4f2; --card: #fff; --ink: #1c1c1e; --soft: #5a5a60; --act: #1d4ed8; --on-act: #fff; --bad: #b3261e; --line: #8a8a92; }
@media (prefers-color-scheme: dark) {
  :root { --page: #121214; --card: #1e1e22; --ink: #f0f0f2; --soft: #b4b4bc; --act: #9db7ff; --on-act: #10131c; --bad: #ffb4ab; --line: #8a8a92; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--page); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; }
main { width: 100%; max-width: 30rem; padding: clamp(1.25rem, 5vw, 2.5rem); background: var(--card); border-radius: .75rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
p:last-child, form:last-child { margin-bottom: 0; }
.club { color: var(--soft); font-weight: 600; margin-bottom: .5rem; }
.hint { color: var(--soft); font-size: .9375rem; margin: .375rem 0 0; }
.bad { color: var(--bad); font-weight: 600; }
label { display: block; font-weight: 600; margin-bottom: .375rem; }
input { width: 100%; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .5rem; padding: .625rem .75rem; }
button { margin-top: 1.25rem; min-height: 2.75rem; padding: .625rem 1.25rem; font: inherit; font-weight: 600; color: var(--on-act); background: var(--act); border: 0; border-radius: .5rem; cursor: pointer; }
input:focus-visible, button:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
@media (max-width: 30rem) { button { width: 100%; } }
`;

/** For the content security policy: this style and no other. */
export const STYLE_HASH: string = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;

export interface PageContent {
  readonly language: string;
  readonly title: string;
  /** Nothing on pages that know no club. */
  readonly club: string | undefined;
  readonly body: Html;
}

/** A whole page: semantic HTML that works without script, image or font from anywhere. */
export const pageHtml = ({ language, title, club, body }: PageContent): string =>
  html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${club === undefined ? title : `${title} – ${club}`}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<main>
${club === undefined ? '' : html`<p class="club">${club}</p>`}
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.html;
