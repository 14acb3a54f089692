import { renderMermaidSVG } from 'beautiful-mermaid';

/** Of the page, so that a diagram has the colors of the reader's scheme. */
const COLORS = {
  bg: 'var(--paper)',
  fg: 'var(--ink)',
  line: 'var(--soft)',
  border: 'var(--soft)',
  accent: 'var(--accent)',
  muted: 'var(--soft)',
  surface: 'var(--raised)',
  transparent: true,
} as const;

/** The renderer asks another server for its font; a page takes nothing from elsewhere. */
const withFontOfPage = (svg: string): string =>
  svg
    .replaceAll(/@import url\('[^']*'\);/g, '')
    .replaceAll(/font-family: [^;]*;/g, 'font-family: var(--sans);');

/** A page may have several, and ids are those of the page. */
const withOwnIds = (svg: string, name: string): string =>
  svg.replaceAll(/ id="([^"]+)"/g, ` id="${name}-$1"`).replaceAll(/url\(#([^)]+)\)/g, `url(#${name}-$1)`);

/**
 * A drawing of a Mermaid text, made without a browser, with the text for those who cannot see it.
 * @param name unique on the page
 * @param text the same as a block of code
 */
export const diagramHtml = (mermaid: string, name: string, text: string): string => {
  const svg = withOwnIds(withFontOfPage(renderMermaidSVG(mermaid, COLORS)), name);
  return `<figure class="diagram">
<div class="drawing" tabindex="0" role="img" aria-label="Diagram; its text follows">${svg}</div>
<details><summary>The diagram as text</summary>${text}</details>
</figure>\n`;
};
