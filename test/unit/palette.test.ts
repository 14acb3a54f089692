import { expect, it } from 'vitest';
import { contrast, type HexColor, paletteOf } from '#shared/palette.ts';
import fc from '../support/property.ts';

const color = fc
  .integer({ min: 0, max: 0xffffff })
  .map((number): HexColor => `#${number.toString(16).padStart(6, '0')}`);

it('is readable in both schemes, whatever colors a club chooses (WCAG 2.2, 1.4.3 and 1.4.11)', () => {
  fc.assert(
    fc.property(color, color, (accent, background) => {
      for (const scheme of Object.values(paletteOf({ accent, background }))) {
        for (const text of [scheme.ink, scheme.soft, scheme.bad, scheme.link])
          expect(contrast(text, scheme.card)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(scheme.on_accent, scheme.accent)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(scheme.line, scheme.card)).toBeGreaterThanOrEqual(3);
      }
    }),
  );
});

it('keeps colors that can be read, and a dark background in the dark only', () => {
  const { light, dark } = paletteOf({ accent: '#0f766e', background: '#ffeeee' });
  expect([light.accent, light.link, light.background]).toEqual(['#0f766e', '#0f766e', '#ffeeee']);
  expect(dark.background).toBe(paletteOf().dark.background);
  expect(paletteOf({ background: '#1a1a2e' }).dark.background).toBe('#1a1a2e');
});

it('knows the ratios of the standard', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
