import { expect, it } from 'vitest';
import { passwordProblem } from '#shared/confirmations/pages/password-problem.ts';
import { localize } from '#shared/confirmations/pages/texts.ts';

it.each([
  [{}, 'password_missing'],
  [{ password: [] }, 'password_missing'],
  [{ password: [{ error: { nested: [] } }] }, 'password_missing'],
  [{ password: [{ error: 'unheard_of' }] }, 'password_missing'],
  [{ password: [{ error: 'minimum_string_length' }] }, 'password_short'],
])('the errors %j are in words: %s', (errors, text) => {
  const { texts } = localize(['en']);
  expect(passwordProblem(texts, errors as never)).toBe(texts[text as keyof typeof texts]);
});
