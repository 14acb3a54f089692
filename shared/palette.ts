/** A color as a club file writes it: `#rrggbb`. */
export type HexColor = `#${string}`;

type Rgb = readonly [number, number, number];

const rgbOf = (color: HexColor): Rgb => {
  const at = (index: number) => Number.parseInt(color.slice(index, index + 2), 16);
  return [at(1), at(3), at(5)];
};

const hexOf = (rgb: Rgb): HexColor =>
  `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const luminance = (color: HexColor): number => {
  const [red, green, blue] = rgbOf(color).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** From 1 to 21. @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export const contrast = (one: HexColor, other: HexColor): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const mixed = (color: HexColor, other: HexColor, share: number): HexColor => {
  const [from, to] = [rgbOf(color), rgbOf(other)];
  const channel = (index: 0 | 1 | 2) => from[index] + (to[index] - from[index]) * share;
  return hexOf([channel(0), channel(1), channel(2)]);
};

const STEPS = 20;
const BLACK = '#000000';
const WHITE = '#ffffff';

/** The color itself where it has the contrast, else the nearest one towards black or white that has it. */
const withContrast = (color: HexColor, ground: HexColor, least: number): HexColor => {
  const end = contrast(ground, BLACK) > contrast(ground, WHITE) ? BLACK : WHITE;
  const shares = Array.from({ length: STEPS + 1 }, (_, step) => step / STEPS);
  return shares.map((share) => mixed(color, end, share)).find((one) => contrast(one, ground) >= least) ?? end;
};

/** Black or white text, whichever is easier to read; its contrast is at least 4.58 on every color. */
const textColorOn = (ground: HexColor): HexColor =>
  contrast(ground, WHITE) >= contrast(ground, BLACK) ? WHITE : BLACK;

/** @returns whether it is dark enough for a page in the dark */
const isDark = (color: HexColor): boolean => luminance(color) < 0.05;

/** Colors that a club chooses. */
export interface ClubColors {
  readonly accent?: HexColor;
  readonly background?: HexColor;
}

/** Colors of pages and mails in one color scheme. */
interface Scheme {
  /** Around the card. */
  readonly background: HexColor;
  readonly card: HexColor;
  readonly ink: HexColor;
  /** Secondary text. */
  readonly soft: HexColor;
  readonly line: HexColor;
  readonly bad: HexColor;
  /** Buttons and the edge of the card. */
  readonly accent: HexColor;
  readonly on_accent: HexColor;
  /** Links, outlines: the accent as far as it can be read on the card. */
  readonly link: HexColor;
}

export interface Palette {
  readonly light: Scheme;
  readonly dark: Scheme;
}

const LIGHT = {
  background: '#f4f4f2',
  card: '#ffffff',
  ink: '#1c1c1e',
  soft: '#5a5a60',
  line: '#8a8a92',
  bad: '#b3261e',
} as const;
const DARK = {
  background: '#121214',
  card: '#1e1e22',
  ink: '#f0f0f2',
  soft: '#b4b4bc',
  line: '#8a8a92',
  bad: '#ffb4ab',
} as const;
const ACCENT = '#1d4ed8';

/** WCAG 2.2: 1.4.3 for text, 1.4.11 for what has to be seen to be used. */
const TEXT = 4.5;
const SHAPE = 3;

/**
 * A club's colors, made readable: the accent is used as it is where that can be read, and lightened or darkened
 * otherwise.
 */
export const paletteOf = (colors: ClubColors = {}): Palette => {
  const { accent = ACCENT, background = LIGHT.background } = colors;
  const dark = withContrast(accent, DARK.card, SHAPE);
  return {
    light: {
      ...LIGHT,
      background,
      accent,
      on_accent: textColorOn(accent),
      link: withContrast(accent, LIGHT.card, TEXT),
    },
    dark: {
      ...DARK,
      background: isDark(background) ? background : DARK.background,
      accent: dark,
      on_accent: textColorOn(dark),
      link: withContrast(accent, DARK.card, TEXT),
    },
  };
};
