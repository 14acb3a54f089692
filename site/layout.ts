import type { GuidePage } from './guide.ts';

/** What every page links to beside the guide. */
const MORE = [
  { href: 'reference.html', text: 'API reference' },
  { href: 'openapi.json', text: 'OpenAPI document' },
  { href: 'openapi-3.0.json', text: 'OpenAPI 3.0, for generators' },
  { href: 'loyalty-club.postman_collection.json', text: 'Postman collection' },
] as const;

const TITLE = 'Loyalty club backend';

const head = (title: string): string => `<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${TITLE}</title>
<link rel="icon" href="assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="assets/style.css">`;

const hrefOf = (page: GuidePage, index: number): string => (index === 0 ? 'index.html' : `${page.name}.html`);

const item = (href: string, text: string, isCurrent: boolean): string =>
  `<li><a href="${href}"${isCurrent ? ' aria-current="page"' : ''}>${text}</a></li>`;

const navigation = (pages: readonly GuidePage[], current: GuidePage): string => `<nav aria-label="Guide">
<h2>Guide</h2>
<ul>
${pages.map((page, index) => item(hrefOf(page, index), page.title, page === current)).join('\n')}
</ul>
<h2>Reference</h2>
<ul>
${MORE.map(({ href, text }) => item(href, text, false)).join('\n')}
</ul>
</nav>`;

/** The page before and the page behind. */
const neighbours = (pages: readonly GuidePage[], current: GuidePage): string => {
  const at = pages.indexOf(current);
  const link = (index: number, rel: string, label: string): string => {
    const page = pages[index];
    return page
      ? `<a rel="${rel}" href="${hrefOf(page, index)}"><small>${label}</small>${page.title}</a>`
      : '';
  };
  return `<footer class="neighbours">${link(at - 1, 'prev', 'Before')}${link(at + 1, 'next', 'Next')}</footer>`;
};

const contents = ({ headings }: GuidePage): string =>
  headings.length < 3
    ? ''
    : `<nav class="contents" aria-label="On this page"><ul>${headings
        .map(({ id, text }) => `<li><a href="#${id}">${text}</a></li>`)
        .join('')}</ul></nav>`;

const topBar = (current: 'guide' | 'reference'): string => `<header class="top">
<a class="name" href="index.html">${TITLE}</a>
<nav aria-label="Documents">
<a href="index.html"${current === 'guide' ? ' aria-current="true"' : ''}>Guide</a>
<a href="reference.html"${current === 'reference' ? ' aria-current="true"' : ''}>Reference</a>
</nav>
</header>`;

/** A page of the guide. On narrow screens the list of pages folds into one line. */
export const guideHtml = (pages: readonly GuidePage[], page: GuidePage): string => `<!doctype html>
<html lang="en">
<head>
${head(page.title)}
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
${topBar('guide')}
<div class="sheet">
<div class="side">${navigation(pages, page)}</div>
<details class="fold"><summary>${page.title}</summary>${navigation(pages, page)}</details>
<main id="main" tabindex="-1">
<article>
${page.html}
</article>
${neighbours(pages, page)}
</main>
${contents(page)}
</div>
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
<main id="reference" tabindex="-1"></main>
<script src="assets/scalar.js"></script>
<script src="assets/openapi.js"></script>
<script src="assets/reference.js"></script>
</body>
</html>
`;
