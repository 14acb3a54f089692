import { describe, expect, it } from 'vitest';
import { renderTemplate, TemplateError, templateProblem } from '#shared/domain/common-values/template.ts';

const member = { first_name: '<b>"Ann"</b>', list: ['x', 'y'], expression: "'a' == 'a'" };
const html = (text: string) => renderTemplate('html', text, { member });
const plain = (text: string) => renderTemplate('plain', text, { member });

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
    'x'.repeat(200_001),
  ])('is refused when it is saved and when it is sent: %.60s', (text) => {
    expect(templateProblem(text)).toEqual(expect.any(String));
    expect(() => html(text)).toThrow(TemplateError);
  });

  it.each([
    '{% for i in (1..100000000) %}x{% endfor %}',
    '{% for i in (1..3000) %}{% for j in (1..3000) %}{% for k in (1..3000) %}{% endfor %}{% endfor %}{% endfor %}',
    "{% assign a = 'xx' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}{{ a }}",
    "{% assign a = 'a,b' | split: ',' %}{% for i in (1..60) %}{% assign a = a | concat: a %}{% endfor %}{{ a }}",
    '{% capture a %}{% for i in (1..9999) %}{{ member.first_name }}{% endfor %}{% endcapture %}{% for i in (1..999) %}{{ a }}{% endfor %}',
  ])('is stopped when it asks for too much: %.60s', (text) => {
    expect(templateProblem(text)).toBeUndefined();
    expect(() => html(text)).toThrow(TemplateError);
  });

  it('never becomes of a value', () => {
    expect(renderTemplate('plain', '{{ v }}', { v: '{{ 1 | plus: 1 }}{% include "x" %}' })).toBe(
      '{{ 1 | plus: 1 }}{% include "x" %}',
    );
  });
});
