import { describe, expect, it } from 'vitest';
import { renderTemplate, TemplateError, templateProblem } from '#shared/domain/liquid/template.ts';

const member = { first_name: '<b>"Ann"</b>', list: ['x', 'y'], expression: "'a' == 'a'" };
const clock = { now: new Date('2026-06-30T22:15:00Z'), timezone: 'Europe/Oslo' };
const html = (text: string) => renderTemplate('html', text, { member }, clock);
const plain = (text: string) => renderTemplate('plain', text, { member }, clock);

describe('a template', () => {
  it('escapes values in HTML and nowhere else', () => {
    expect(html('<p>{{ member.first_name }}</p>')).toBe('<p>&lt;b&gt;&#34;Ann&#34;&lt;/b&gt;</p>');
    expect(plain('{{ member.first_name }}')).toBe(member.first_name);
  });

  it('shows nothing for what is not there', () => {
    expect(plain('[{{ member.shoe_size }}{{ nobody.at.all }}]')).toBe('[]');
  });

  it.each([
    '{{ member.constructor }}',
    '{{ member.__proto__ }}',
    '{{ member.toString }}',
    '{{ member.hasOwnProperty }}',
    '{{ member.list.constructor.name }}',
  ])('sees own properties only: %s', (text) => {
    expect(plain(text)).toBe('');
  });

  it.each([
    '{% include "a" %}',
    '{% render "a" %}',
    '{% layout "a" %}',
    '{{ member.first_name | raw }}',
    '{{ member.list | where_exp: "item", member.expression }}',
    '{{ member.list | no_such_filter }}',
    '{% if member %}',
    '{{ member',
    'x'.repeat(200_100),
  ])('is refused when it is saved and when it is sent: %.60s', (text) => {
    expect(templateProblem(text)).toEqual(expect.any(String));
    expect(() => html(text)).toThrow(TemplateError);
  });

  it.each([
    '{% for i in (1..100000000) %}x{% endfor %}',
    '{% for i in (1..3000) %}{% for j in (1..3000) %}{% for k in (1..3000) %}{% endfor %}{% endfor %}{% endfor %}',
    "{% assign a = 'xx' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}{{ a }}",
    "{% assign a = 'a,b' | split: ',' %}{% for i in (1..60) %}{% assign a = a | concat: a %}{% endfor %}{{ a }}",
    '{{ 1 | divided_by: 0 }}',
    '{% for i in (1..20001) %}<b>{% endfor %}',
    '{% capture a %}{% for i in (1..9999) %}{{ member.first_name }}{% endfor %}{% endcapture %}{% for i in (1..999) %}{{ a }}{% endfor %}',
  ])('is stopped when it asks for too much: %.60s', (text) => {
    expect(templateProblem(text)).toBeUndefined();
    expect(() => html(text)).toThrow(TemplateError);
  });

  it('never becomes of a value', () => {
    expect(renderTemplate('plain', '{{ v }}', { v: '{{ 1 | plus: 1 }}{% include "x" %}' }, clock)).toBe(
      '{{ 1 | plus: 1 }}{% include "x" %}',
    );
  });
});

const names = {
  first_name: "Åse & O'Brien <x>",
  last_name: '<b>',
  street: 'A & B\nC',
  emoji: '👍👍👍',
  born: '1986-02-14',
  list: [
    { t: 'a', n: 1 },
    { t: 'b', n: 2 },
  ],
};
const ESCAPED_NAME = 'Åse &amp; O&#39;Brien &lt;x&gt;';

/** Texts and what Shopify's engine gives for them, escaped once. */
describe('HTML of a template', () => {
  it.each([
    ['{{ first_name | escape }}', ESCAPED_NAME],
    ['{{ first_name | escape_once }}', ESCAPED_NAME],
    ['{{ first_name | escape | escape }}', ESCAPED_NAME],
    ['{{ first_name | escape | strip | upcase }}', ESCAPED_NAME.toUpperCase()],
    ['{% assign name = first_name | escape %}{{ name }}', ESCAPED_NAME],
    ['{% capture name %}<i>{{ first_name }}</i>{% endcapture %}{{ name }}', `<i>${ESCAPED_NAME}</i>`],
    ['{% capture name %}{{ first_name }}{% endcapture %}{% echo name %}', ESCAPED_NAME],
    ['{% capture name %}{{ first_name }}{% endcapture %}{{ name | strip }}', ESCAPED_NAME],
    ['{{ street | newline_to_br }}', 'A &amp; B<br />\nC'],
    ['{{ street | escape | newline_to_br }}', 'A &amp; B<br />\nC'],
    ['{{ street | newline_to_br | escape }}', 'A &amp; B<br />\nC'],
    ['{{ first_name | default: "you" | escape }}', ESCAPED_NAME],
    ['{{ missing | escape | default: "you" }}', 'you'],
    ['{% capture c %}a{% endcapture %}{% case c %}{% when "a" %}hit{% else %}miss{% endcase %}', 'hit'],
    ['{% capture c %}a{% endcapture %}{% case "a" %}{% when c %}hit{% else %}miss{% endcase %}', 'hit'],
    [
      '{% capture c %}{% endcapture %}{% if c == empty and c == blank and c != nil %}empty{% endif %}',
      'empty',
    ],
    ['{% capture t %}b{% endcapture %}{{ list | where: "t", t | map: "n" | join }}', '2'],
    [
      '{% capture t %}b{% endcapture %}{% assign l = "a" | split: "," | push: t %}{% if l contains "b" %}has{% endif %}',
      'has',
    ],
  ])('%s is escaped once', (text, expected) => {
    expect(renderTemplate('html', text, names, clock)).toBe(expected);
  });

  it.each([
    '{{ first_name | escape | append: last_name }}',
    '{{ first_name | newline_to_br | append: last_name }}',
    '{{ first_name | prepend: last_name | newline_to_br }}',
    '{{ first_name | escape | replace: "&lt;", "<" }}',
    '{{ first_name | escape | replace: "&lt;", last_name }}',
    '{{ first_name | escape | replace_first: "O", last_name | newline_to_br }}',
    '{{ first_name | escape | truncate: 5, last_name }}',
    '{{ first_name | escape | url_encode | url_decode }}',
    '{{ first_name | escape | split: "" | join: last_name }}',
    '{% capture a %}{{ first_name }}{% endcapture %}{{ a | strip_html | append: last_name }}',
    '{% capture a %}{{ first_name }}{% endcapture %}{{ last_name | append: a }}',
    '{{ missing | escape | default: last_name }}',
    '{% capture a %}{{ first_name }}{% endcapture %}{% for c in a %}{{ c }}{% endfor %}',
    '{% cycle last_name, first_name %}{% echo last_name %}{{ last_name | json }}',
  ])('%s lets no markup of a value through', (text) => {
    expect(renderTemplate('html', text, names, clock)).not.toMatch(/<(?!br \/>)/);
  });

  it('compares what was captured as a text', () => {
    const text =
      '{% capture a %}x{% endcapture %}{% if a == "x" and a contains "x" and "xy" contains a and a != "" %}{{ a.size }}{% endif %}';
    expect(renderTemplate('html', text, {}, clock)).toBe('1');
  });
});

describe("Shopify's filters", () => {
  it.each([
    ['{{ 1234 | divided_by: 100 }}', '12'],
    ['{{ "1234" | divided_by: 100 }}', '12'],
    ['{{ -7 | divided_by: 2 }}', '-4'],
    ['{{ 7 | divided_by: 2.0 }}', '3.5'],
    ['{{ 7.5 | divided_by: 2 }}', '3.75'],
    ['{{ emoji | size }}', '3'],
    ['{{ emoji | split: "" | join: "-" }}', '👍-👍-👍'],
    ['{{ emoji | slice: 1 }}', '👍'],
    ['{{ "now" | date: "%Y-%m-%d %H:%M" }}', '2026-07-01 00:15'],
    ['{{ "today" | date: "%d" }}', '01'],
    ['{{ born | date: "%d.%m.%Y %H:%M" }}', '14.02.1986 00:00'],
    ['{{ "2026-01-05 18:30" | date: "%H:%M %z" }}', '18:30 +0100'],
    ['{{ "2026-01-05T18:30:00Z" | date: "%H:%M" }}', '19:30'],
    ['{{ "2026-01-05T18:30:00Z" | date_to_xmlschema }}', '2026-01-05T19:30:00+01:00'],
    ['{{ "no date" | date: "%H" }}', 'no date'],
    ['{{ "1990-00-00" | date: "%H" }}', '1990-00-00'],
  ])('%s is %s', (text, expected) => {
    expect(renderTemplate('plain', text, names, clock)).toBe(expected);
    expect(renderTemplate('html', text, names, clock)).toBe(expected);
  });

  it('west of Greenwich a date stays its day', () => {
    const west = { ...clock, timezone: 'America/New_York' };
    expect(renderTemplate('plain', '{{ born | date: "%d %H:%M" }}', names, west)).toBe('14 00:00');
  });
});
