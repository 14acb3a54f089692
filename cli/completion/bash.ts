import type { OptionValue, Place } from './words.ts';

const wordsOf = ({ commands, options }: Place): string =>
  [...commands, ...options].map(({ word }) => word).join(' ');

const caseOf = (place: Place): string =>
  `    '${place.path}') words='${wordsOf(place)}' files=${place.takesFile ? 1 : 0} ;;`;

/** What completes the value of an option. */
const fillerOf = ({ choices, isFile }: OptionValue): string =>
  isFile ? 'filler=files' : `filler=words choices='${choices.join(' ')}'`;

const valueCases = (places: readonly Place[]): string =>
  places
    .flatMap(({ path, values }) =>
      [...values].map(([option, value]) => `    '${path} ${option}') ${fillerOf(value)} ;;`),
    )
    .join('\n');

/** Global options may precede any command, so they are completed everywhere. */
export const bashScript = (name: string, [root, ...places]: readonly Place[]): string => {
  const globals = root ? [...root.values.keys()].join('|') : '';
  return `# bash completion of ${name}. Load it with: eval "$(${name} completion bash)"
_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' skip='' words='' files=0 word
  local -i at
  for ((at = 1; at < COMP_CWORD; at++)); do
    word="\${COMP_WORDS[at]}"
    if [[ -n $skip ]]; then skip=''; continue; fi
    case "$word" in
      ${globals}) skip="$word" ;;
      -*) ;;
      *) case "\${path:+$path }$word" in
        ${places.map(({ path }) => `'${path}'`).join('|')}) path="\${path:+$path }$word" ;;
      esac ;;
    esac
  done
  local previous="\${COMP_WORDS[COMP_CWORD - 1]}" filler='' choices=''
  case "$path $previous" in
${valueCases(places)}
  esac
  case "$previous" in
    ${globals}) filler=words ;;
  esac
  case "$filler" in
    files) COMPREPLY=($(compgen -f -- "$current")); return ;;
    words) COMPREPLY=($(compgen -W "$choices" -- "$current")); return ;;
  esac
  case "$path" in
${[...(root ? [root] : []), ...places].map(caseOf).join('\n')}
  esac
  [[ -n $path ]] && words+=' ${root?.options.map(({ word }) => word).join(' ') ?? ''}'
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if ((files)) && [[ $current != -* ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _${name} ${name}
`;
};
