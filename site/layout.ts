import type { Page } from './pages.ts';
import { DOWNLOADS } from './sources.ts';

const TITLE = 'Loyalty club backend';

const attribute = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const head = (title: string): string => `<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${attribute(title)} · ${TITLE}</title>
<link rel="icon" href="assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="assets/base.css">
<link rel="stylesheet" href="assets/style.css">`;

const item = (href: string, text: string, isCurrent = false): string =>
  `<li><a href="${href}"${isCurrent ? ' aria-current="page"' : ''}>${attribute(text)}</a></li>`;

const list = (title: string, items: readonly string[]): string =>
  `<h2>${title}</h2>\n<ul>\n${items.join('\n')}\n</ul>`;

const REFERENCE = list('Reference', [
  item('reference.html', 'API reference'),
  ...DOWNLOADS.map(({ file, text }) => item(file, text)),
]);

/** One list for all widths: beside the text, or unfolded by the button of the bar. */
const navigation = (pages: readonly Page[], current: Page): string => {
  const [guide = '', ...others] = [...Map.groupBy(pages, ({ group }) => group)].map(([group, members]) =>
    list(
      group,
      members.map((page) => item(`${page.name}.html`, page.title, page === current)),
    ),
  );
  return `<nav id="all-pages" class="side" aria-label="Pages" popover>
${[guide, REFERENCE, ...others].join('\n')}
</nav>`;
};

/** The page before and the page behind. */
const neighbours = (pages: readonly Page[], current: Page): string => {
  const at = pages.indexOf(current);
  const link = (page: Page | undefined, rel: string, label: string): string =>
    page
      ? `<a rel="${rel}" href="${page.name}.html"><small>${label}</small>${attribute(page.title)}</a>`
      : '';
  return `<div class="neighbours">${link(pages[at - 1], 'prev', 'Before')}${link(pages[at + 1], 'next', 'Next')}</div>`;
};

const FEWEST_HEADINGS = 3;

const contents = ({ headings }: Page): string => {
  const second = headings.filter(({ depth }) => depth === 2);
  return second.length < FEWEST_HEADINGS
    ? ''
    : `<nav class="contents" aria-label="On this page"><ul>${second
        .map(({ id, text }) => `<li><a href="#${id}">${text.replace(/<\/?a\b[^>]*>/g, '')}</a></li>`)
        .join('')}</ul></nav>`;
};

const MENU = `<button class="menu" type="button" popovertarget="all-pages" aria-label="All pages"><svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3 5h14M3 10h14M3 15h14" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/></svg></button>`;

/** Shown by the script, without which it could not search. */
const SEARCH = `<search class="find" hidden>
<input type="search" placeholder="Search" aria-label="Search the documentation" aria-controls="search-results" autocomplete="off" spellcheck="false">
<kbd aria-hidden="true">/</kbd>
<div id="search-results" class="found" hidden></div>
<p class="visually-hidden" role="status"></p>
</search>`;

const topBar = (current: 'pages' | 'reference'): string => `<header class="top">
${current === 'pages' ? MENU : ''}<a class="name" href="index.html">${TITLE}</a>
${current === 'pages' ? SEARCH : ''}
<nav aria-label="Documents">
<a href="index.html"${current === 'pages' ? ' aria-current="true"' : ''}>Guide</a>
<a href="reference.html"${current === 'reference' ? ' aria-current="true"' : ''}>Reference</a>
</nav>
</header>`;

export const pageHtml = (pages: readonly Page[], page: Page): string => `<!doctype html>
<html lang="en">
<head>
${head(page.title)}
<link rel="alternate" type="text/markdown" href="${page.name}.md">
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
${topBar('pages')}
<div class="sheet">
${navigation(pages, page)}
<main id="main" tabindex="-1">
<article>
${page.html}
</article>
${neighbours(pages, page)}
<p class="source"><a href="${page.name}.md">This page as Markdown</a></p>
</main>
${contents(page)}
</div>
<script src="assets/site.js"></script>
</body>
</html>
`;

/** The reference: the renderer fills the page. */
export const referenceHtml = (): string => `<!doctype html>
<html lang="en">
<head>
${head('Reference')}
</head>
<body class="reference">
<a class="skip" href="#reference">Skip to the reference</a>
${topBar('reference')}
<noscript><p>The reference needs JavaScript. <a href="endpoints.html">All endpoints</a> are listed without it, and <a href="openapi.json">openapi.json</a> holds everything.</p></noscript>
<div id="reference" tabindex="-1"></div>
<script src="assets/scalar.js"></script>
<script src="assets/openapi.js"></script>
<script src="assets/reference.js"></script>
</body>
</html>
`;
