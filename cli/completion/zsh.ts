import type { OptionValue, Place, Word } from './words.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** `_describe` takes `word:description`; a colon in the word would end it. */
const described = ({ word, description }: Word): string =>
  quoted(`${word.replaceAll(':', '\\:')}:${description}`);

const caseOf = ({ path, commands, options, takesFile }: Place): string =>
  `    ${quoted(path)})
      words_here=(${commands.map(described).join(' ')})
      options_here=(${options.map(described).join(' ')})
      files_here=${takesFile ? 1 : 0} ;;`;

/** What completes the value of an option. */
const fillerOf = ({ choices, isFile }: OptionValue): string => {
  if (isFile) return '_files';
  return choices.length > 0 ? `compadd -- ${choices.map(quoted).join(' ')}` : '_message value';
};

const valueCases = (places: readonly Place[]): string =>
  places
    .flatMap(({ path, values }) =>
      [...values].map(
        ([option, value]) => `    ${quoted(`${path} ${option}`)}) ${fillerOf(value)}; return ;;`,
      ),
    )
    .join('\n');

export const zshScript = (name: string, [root, ...places]: readonly Place[]): string => {
  const globals = root ? [...root.values.keys()].join('|') : '';
  const all = [...(root ? [root] : []), ...places];
  return `#compdef ${name}
# zsh completion of ${name}. Load it with: eval "$(${name} completion zsh)"
_${name}() {
  local path_here='' skip='' word files_here=0
  local -a words_here options_here
  for word in "\${words[@]:1:$((CURRENT - 2))}"; do
    if [[ -n $skip ]]; then skip=''; continue; fi
    case "$word" in
      ${globals}) skip="$word" ;;
      -*) ;;
      *) case "\${path_here:+$path_here }$word" in
        ${places.map(({ path }) => quoted(path)).join('|')}) path_here="\${path_here:+$path_here }$word" ;;
      esac ;;
    esac
  done
  case "$path_here \${words[CURRENT - 1]}" in
${valueCases(places)}
  esac
  case "\${words[CURRENT - 1]}" in
    ${globals}) _message value; return ;;
  esac
  case "$path_here" in
${all.map(caseOf).join('\n')}
  esac
  _describe -t commands command words_here
  [[ -n $path_here ]] && options_here+=(${(root?.options ?? []).map(described).join(' ')})
  _describe -t options option options_here
  ((files_here)) && _files
}
compdef _${name} ${name}
`;
};
