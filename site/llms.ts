import type { Page } from './pages.ts';
import { DOWNLOADS } from './sources.ts';

const line = ({ name, title, summary }: Page): string =>
  `- [${title}](${name}.md)${summary === '' ? '' : `: ${summary}`}`;

/** What a reading program needs last. */
const OPTIONAL = 'Inside';

/**
 * The table of contents for programs.
 * @see https://llmstxt.org
 */
export const llmsText = (pages: readonly Page[], description: string): string => {
  const groups = [...Map.groupBy(pages, ({ group }) => group)].map(
    ([group, members]) => `## ${group === OPTIONAL ? 'Optional' : group}\n\n${members.map(line).join('\n')}`,
  );
  const downloads = DOWNLOADS.map(({ file, text }) => `- [${text}](${file})`).join('\n');
  const [guide = '', ...others] = groups;
  return `# Loyalty club backend

> ${description}

Every page is here as Markdown. Each operation, field and error code is in openapi.json; errors.md explains the codes.

${[guide, `## Reference\n\n${downloads}`, ...others].join('\n\n')}
`;
};
