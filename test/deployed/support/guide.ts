import { readFileSync } from 'node:fs';

/** A command of a guide, as somebody types it. */
interface GuideCommand {
  /** The heading it stands under. */
  readonly section: string;
  readonly text: string;
}

const CONTINUES = /\\\n\s*/g;

/** The commands of the shell blocks of a guide, in order: one a line, continued lines joined. */
export const commandsOf = (path: URL): readonly GuideCommand[] => {
  let section = '';
  return readFileSync(path, 'utf8')
    .split(/^(#+ .*|\s*```sh\n[\s\S]*?\n\s*```)$/m)
    .flatMap((part) => {
      const heading = part.match(/^#+ (.*)/)?.[1];
      if (heading !== undefined) section = heading;
      const block = part.match(/^\s*```sh\n([\s\S]*)\n\s*```$/)?.[1] ?? '';
      return block
        .replace(CONTINUES, '')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((text) => ({ section, text }));
    });
};
