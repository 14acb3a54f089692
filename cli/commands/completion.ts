import { Argument, type Command } from 'commander';
import { bashScript } from '../completion/bash.ts';
import { fishScript } from '../completion/fish.ts';
import { type Place, placesOf } from '../completion/words.ts';
import { zshScript } from '../completion/zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const satisfies Record<
  string,
  (name: string, places: readonly Place[]) => string
>;

type Shell = keyof typeof SCRIPTS;

/** Adds `loyalty completion`; the scripts know the commands that the program has by the time it is asked. */
export const addCompletionCommand = (program: Command): void => {
  program
    .command('completion')
    .description('print a script that completes this command in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      `
The scripts complete the word "loyalty", so give the command that name:

  alias loyalty='npm run --silent --prefix /path/to/the/project loyalty --'

Examples:
  eval "$(loyalty completion bash)"
  eval "$(loyalty completion zsh)"
  loyalty completion fish | source`,
    )
    .action((shell: Shell) => {
      process.stdout.write(SCRIPTS[shell](program.name(), placesOf(program)));
    });
};
