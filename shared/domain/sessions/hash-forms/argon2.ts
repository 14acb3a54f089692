import { bounded, type HashForm, isBase64 } from './hash-form.ts';

type Argon2Variant = 'argon2d' | 'argon2i' | 'argon2id';

export interface Argon2Form extends HashForm<'argon2'> {
  readonly variant: Argon2Variant;
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  /** Base64. */
  readonly salt: string;
  readonly tag: string;
}

/** 128 MiB; the function has 1,769 MB. */
const MOST_MEMORY = 131_072;
/** KiB times passes; more than a second. */
const MOST_WORK = 1_048_576;
const MOST_LANES = 16;
/** Passes times lanes, where there are several: OpenSSL starts a thread for each lane four times a pass. */
const MOST_LANE_PASSES = 4096;

const mostPasses = (memory: number, parallelism: number): number =>
  Math.floor(
    Math.min(MOST_WORK / memory, parallelism > 1 ? MOST_LANE_PASSES / parallelism : Number.POSITIVE_INFINITY),
  );

/**
 * The PHC string: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`, base64 without padding; Django's with its name in
 * front.
 * @see https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
 */
const PHC =
  /^(?:argon2(?=\$))?\$(argon2id|argon2i|argon2d)\$v=19\$m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,9})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,86})$/;

/** Passes over one memory: the work of a hash grows with them, and with nothing else. */
export const argon2Cost = (
  { variant, memory, parallelism }: Pick<Argon2Form, 'variant' | 'memory' | 'parallelism'>,
  passes: number,
) => ({ unit: `${variant} m=${memory},p=${parallelism}`, amount: passes });

const UNIT = /^(argon2id|argon2i|argon2d) m=(\d+),p=(\d+)$/;

/** What a unit names. */
export const argon2Unit = (unit: string): Pick<Argon2Form, 'variant' | 'memory' | 'parallelism'> => {
  const [, variant, memory, parallelism] = UNIT.exec(unit) ?? [];
  return { variant: variant as Argon2Variant, memory: Number(memory), parallelism: Number(parallelism) };
};

export const readArgon2 = (text: string): Argon2Form | undefined => {
  const [, variant, m, t, p, salt = '', tag = ''] = PHC.exec(text) ?? [];
  if (variant === undefined || !isBase64(salt) || !isBase64(tag)) return undefined;
  const [memory, passes, parallelism] = [Number(m), Number(t), Number(p)];
  const parameters = { variant: variant as Argon2Variant, memory, parallelism };
  return {
    scheme: 'argon2',
    cost: argon2Cost(parameters, passes),
    refusal:
      bounded('p', parallelism, [1, MOST_LANES]) ??
      bounded('m', memory, [8 * parallelism, MOST_MEMORY]) ??
      bounded('t', passes, [1, mostPasses(memory, parallelism)]),
    ...parameters,
    passes,
    salt,
    tag,
  };
};
