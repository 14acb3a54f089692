import { describe, expect, it } from 'vitest';
import { renderTemplate, TemplateError, templateProblem } from '#shared/domain/liquid/template.ts';
import fc from '../../support/property.ts';

const FILTERS = [
  'append: v',
  'concat: v',
  'date: "%Y-%m-%d %999999999d"',
  'date: v',
  'default: v',
  'divided_by: 0',
  'escape',
  'first',
  'group_by: "a"',
  'join: v',
  'json: 9',
  'map: "a"',
  'newline_to_br',
  'plus: v',
  'remove: v',
  'replace: "", v',
  'reverse',
  'round: 999',
  'size',
  'slice: 0, 99999999',
  'slugify',
  'sort: "a"',
  'split: ""',
  'strip_html',
  'sum: "a"',
  'times: 1e300',
  'truncate: 5, v',
  'truncatewords: 2',
  'uniq',
  'unshift: v',
  'url_decode',
  'url_encode',
  'where: "a", v',
] as const;
const VALUES = [
  'v',
  'v.a',
  'v[0]',
  'v.constructor',
  'v["__proto__"]',
  '(1..v)',
  '(1..99999999)',
  '"x"',
  'a.b.c',
  '1e999',
];

const expression = fc
  .tuple(fc.constantFrom(...VALUES), fc.array(fc.constantFrom(...FILTERS), { maxLength: 4 }))
  .map(([value, filters]) => [value, ...filters].join(' | '));

const { template } = fc.letrec<{ template: string; block: string }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.string({ unit: 'binary', maxLength: 20 }),
    expression.map((text) => `{{ ${text} }}`),
    fc.tuple(expression, tie('template')).map(([text, inner]) => `{% if ${text} %}${inner}{% endif %}`),
    fc
      .tuple(fc.constantFrom(...VALUES), tie('template'))
      .map(([value, inner]) => `{% for i in ${value} %}${inner}{% endfor %}`),
    fc.tuple(fc.constantFrom('v', 'w'), expression).map(([name, text]) => `{% assign ${name} = ${text} %}`),
    tie('template').map((inner) => `{% capture v %}${inner}{% endcapture %}{{ v }}`),
    fc.constantFrom(
      '{% cycle "a", v %}',
      '{% increment n %}',
      '{% raw %}{{{% endraw %}',
      '{%- liquid\necho v -%}',
    ),
  ),
  template: fc.array(tie('block'), { maxLength: 4 }).map((blocks) => blocks.join('')),
}));

const data = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.dictionary(
    fc.constantFrom('a', 'size', 'first', 'toString', 'toLiquid', 'valueOf', '__proto__'),
    fc.jsonValue(),
  ),
);

const CLOCK = { now: new Date('2026-03-31T22:30:00Z'), timezone: 'Europe/Oslo' };

describe('any template with any data', () => {
  it.each(['plain', 'html'] as const)('gives a text of bounded size, or is broken: %s', (format) => {
    fc.assert(
      fc.property(template, data, (text, value) => {
        try {
          expect(renderTemplate(format, text, { v: value }, CLOCK).length).toBeLessThanOrEqual(400_000);
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is judged when it is saved without a throw, and one that cannot be read is never rendered', () => {
    const typed = fc.oneof(
      template,
      fc.string({ unit: fc.constantFrom('{', '}', '%', '-', ' ', '"', 'if', 'v', '|') }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        if (templateProblem(text) !== undefined) {
          expect(() => renderTemplate('plain', text, {}, CLOCK)).toThrow(TemplateError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reveals nothing beyond its data', () => {
    const path = fc.array(
      fc.constantFrom(
        'v',
        'constructor',
        '__proto__',
        'prototype',
        'toString',
        'global',
        'process',
        'call',
        '0',
      ),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(path, ([first = '', ...rest]) => {
        const text = renderTemplate(
          'plain',
          `{{ ${first}${rest.map((name) => `["${name}"]`).join('')} }}`,
          {
            v: {},
          },
          CLOCK,
        );
        expect(['', '{}', '[object Object]', '0']).toContain(text);
      }),
    );
  });
});

describe('a template that is rendered again', () => {
  it('begins anew each time', () => {
    const text = '{% cycle "a", "b" %}{% increment n %}{% assign x = x | append: "y" %}{{ x }}{{ v }}';
    expect([1, 2].map((v) => renderTemplate('plain', text, { v }, CLOCK))).toEqual(['a0y1', 'a0y2']);
  });

  it('is read as what it is rendered as, plain or HTML', () => {
    const as = (format: 'plain' | 'html') => renderTemplate(format, '{{ v }}', { v: '<' }, CLOCK);
    expect([as('plain'), as('html'), as('plain')]).toEqual(['<', '&lt;', '<']);
  });
});
