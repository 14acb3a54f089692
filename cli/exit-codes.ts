/** Every exit code of the commands: the one table behind help and tests. */
export const EXIT_CODES = {
  done: { code: 0, meaning: 'done' },
  failed: { code: 1, meaning: 'refused or failed; the reason is on standard error' },
  usage: { code: 2, meaning: 'the command line is not valid' },
  incomplete: { code: 3, meaning: 'done, but some rows or messages failed' },
  interrupted: { code: 130, meaning: 'interrupted' },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>;

type ExitName = keyof typeof EXIT_CODES;

export const EXIT = Object.fromEntries(
  Object.entries(EXIT_CODES).map(([name, { code }]) => [name, code]),
) as { readonly [Name in ExitName]: (typeof EXIT_CODES)[Name]['code'] };

/** The lines of a help text. @param meanings what a code means for one command; `null` = it never ends so */
export const exitCodesText = (meanings: Readonly<Partial<Record<ExitName, string | null>>> = {}): string => {
  const lines = Object.entries(EXIT_CODES).flatMap(([name, { code, meaning }]) => {
    const own = meanings[name as ExitName];
    return own === null ? [] : `  ${String(code).padEnd(3)}  ${own ?? meaning}`;
  });
  return ['Exit codes:', ...lines].join('\n');
};
