import { describe, expect, it } from 'vitest';
import { wrapTexts } from '#shared/domain/messaging/wrapping.ts';
import fc from '../../../support/property.ts';

describe('a wrapped template', () => {
  it('is the worked example of the contract', () => {
    const wrapper = {
      subject: 'Important message for {{member.first_name}}',
      body: 'Hi {{member.name}}! {{content}}',
      uri: null,
    };
    const template = {
      subject: 'ignored',
      body: 'Your last name is {{member.last_name}}!',
      uri: 'foo://bar',
    };
    expect(wrapTexts(template, wrapper)).toEqual({
      subject: 'Important message for {{member.first_name}}',
      body: 'Hi {{member.name}}! Your last name is {{member.last_name}}!',
      uri: 'foo://bar',
    });
  });

  it.each([
    ['<{{content}}>', '<own>'],
    ['<{{ content }}>', '<own>'],
    ['<{{\n\tcontent}}>', '<own>'],
    ['< {{-content-}} >', '<own>'],
    ['< {{- content }} >', '<own >'],
    ['< {{content -}}\n >', '< own>'],
    ['{{content}}{{content}}', 'ownown'],
    ['a {{-content}} b {{content-}} c', 'aown b ownc'],
    ['{{ contents }}', '{{ contents }}'],
    ['{{ member.content }}', '{{ member.content }}'],
    ['{{ content | upcase }}', '{{ content | upcase }}'],
    ['{ {content}}', '{ {content}}'],
    ['', ''],
  ])('is put into %j as %j', (wrapper, expected) => {
    expect(wrapTexts({ body: 'own' }, { body: wrapper })).toEqual({ body: expected });
  });

  it('is its own texts without a wrapper, and its editor data is not among them', () => {
    expect(wrapTexts({ body: 'own', subject: null, bee_json: { a: 1 } })).toEqual({ body: 'own' });
  });

  it('gives nothing where it has nothing and the wrapper asks', () => {
    expect(wrapTexts({ body: 'own' }, { subject: 'News: {{ content }}' })).toEqual({
      body: 'own',
      subject: 'News: ',
    });
  });

  it('is wrapped once: a tag in its own text stays', () => {
    expect(wrapTexts({ body: '{{content}}' }, { body: '<{{content}}>' })).toEqual({ body: '<{{content}}>' });
  });

  it('stays as it is, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('$', '&', '`', "'", '{', '}', ' ', 'a') }), (own) => {
        expect(wrapTexts({ body: own }, { body: '<{{content}}>' }).body).toBe(`<${own}>`);
      }),
    );
  });

  it('keeps its own spaces between two tags', () => {
    expect(wrapTexts({ body: ' own ' }, { body: '{{content}} {{- content -}} {{content}}' }).body).toBe(
      ' own  own  own ',
    );
  });

  it('costs linear time', () => {
    const spaces = ' '.repeat(200_000);
    const braces = '{{'.repeat(100_000);
    for (const body of [spaces, braces, `{{${spaces}`, `{{ content${spaces}`, `${spaces}{{-content`])
      expect(wrapTexts({ body: 'own' }, { body })).toEqual({ body });
  });
});
