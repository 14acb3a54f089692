import type { OptionValue, Place, Word } from './words.ts';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** What completes the value of an option. */
const fillerOf = ({ choices, isFile }: OptionValue): string =>
  isFile ? ' -r -F' : ` -x -a ${quoted(choices.join(' '))}`;

const optionLine = (name: string, condition: string, { values }: Place, option: Word): string => {
  const { word, description } = option;
  const value = values.get(word);
  const filler = value ? fillerOf(value) : '';
  return `complete -c ${name}${condition} -l ${word.slice(2)}${filler} -d ${quoted(description)}`;
};

const linesOf = (name: string, place: Place): readonly string[] => {
  const condition = ` -n ${quoted(`test (__${name}_path) = ${quoted(place.path)}`)}`;
  return [
    ...place.commands.map(
      ({ word, description }) => `complete -c ${name}${condition} -f -a ${word} -d ${quoted(description)}`,
    ),
    ...place.options.map((option) => optionLine(name, condition, place, option)),
    ...(place.takesFile ? [`complete -c ${name}${condition} -F`] : []),
  ];
};

export const fishScript = (name: string, [root, ...places]: readonly Place[]): string => {
  if (!root) return '';
  const globals = [...root.values.keys()].join(' ');
  return `# fish completion of ${name}. Load it with: ${name} completion fish | source
function __${name}_path
  set -l path
  set -l skip 0
  for word in (commandline -opc)[2..-1]
    if test $skip = 1
      set skip 0
    else if contains -- $word ${globals}
      set skip 1
    else if not string match -q -- '-*' $word
      set -l longer (string join ' ' $path $word)
      if contains -- "$longer" ${places.map(({ path }) => quoted(path)).join(' ')}
        set path $path $word
      end
    end
  end
  echo "$path"
end
complete -c ${name} -f
${root.options.map((option) => optionLine(name, '', root, option)).join('\n')}
${[{ ...root, options: [] }, ...places].flatMap((place) => linesOf(name, place)).join('\n')}
`;
};
