import { describe, expect, it, vi } from 'vitest';
import { COMMON_PASSWORDS } from '#shared/domain/sessions/common-passwords.ts';
import { passwordErrors } from '#shared/domain/sessions/password-policy.ts';
import fc from '../../support/property.ts';

describe('a password', () => {
  it.each(['123', 'pass', 'new_password', 'SuperStrongP4ssw0rd'])(
    'of the documented examples (%s) is fine in a club whose minimum is 3',
    (password) => {
      expect(passwordErrors(password, 3)).toEqual([]);
    },
  );

  it.each([undefined, null, '', '   ', '\u3000'])('that is %j counts as missing', (password) => {
    expect(passwordErrors(password, 8)).toEqual([
      { error: 'not_contain_required_property', property: 'password' },
    ]);
  });

  it.each([[12345678], [true], [['secret']], [{ a: 'secret' }]])(
    'that is no string (%j) is refused without being repeated',
    (password) => {
      expect(passwordErrors(password, 8)).toEqual([
        { error: 'type_not_match', type: 'string', property: 'password' },
      ]);
    },
  );

  it('that is too short says how long it must be', () => {
    expect(passwordErrors('sesam12', 8)).toEqual([
      { error: 'minimum_string_length', minimum: 8, property: 'password' },
    ]);
  });

  it('of more than 128 characters is refused', () => {
    expect(passwordErrors('x'.repeat(128), 8)).toEqual([]);
    expect(passwordErrors('x'.repeat(129), 8)).toEqual([
      { error: 'maximum_string_length', maximum: 128, property: 'password' },
    ]);
  });

  it('is counted in characters, not in UTF-16 units or combining marks', () => {
    expect(passwordErrors('😀😁😂😃😄😅😆', 8)).toHaveLength(1);
    expect(passwordErrors('😀😁😂😃😄😅😆🤣', 8)).toEqual([]);
    expect(passwordErrors('a\u030ao\u0308a\u030ao\u0308', 8)).toHaveLength(1);
  });

  it.each(['password', 'PassWord', 'qwerty123', 'iloveyou', 'ｐａｓｓｗｏｒｄ'])(
    '%s is too common for a club whose minimum is 8',
    (password) => {
      expect(passwordErrors(password, 8)).toEqual([
        { error: 'matched_the_disallowed_schema', property: 'password' },
      ]);
    },
  );

  it('may be common in a club whose minimum is below 8', () => {
    expect(passwordErrors('password', 7)).toEqual([]);
  });

  it('is never repeated in its errors', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 5, maxLength: 300 }), fc.nat({ max: 40 }), (tail, min) => {
        const password = `\u00a7${tail}`;
        expect(JSON.stringify(passwordErrors(password, min))).not.toContain(password);
      }),
    );
  });
});

describe('the list of common passwords', () => {
  it('holds about two hundred or more, in lower case, all long enough to matter', () => {
    expect(COMMON_PASSWORDS.size).toBeGreaterThanOrEqual(200);
    for (const password of COMMON_PASSWORDS) {
      expect(password).toBe(password.toLowerCase().normalize('NFKC'));
      expect(password.length).toBeGreaterThanOrEqual(8);
    }
  });
});

describe('how much of a password is looked at', () => {
  const TOO_LONG = [{ error: 'maximum_string_length', maximum: 128, property: 'password' }];

  it('refuses what cannot become short enough without normalising it', () => {
    const normalize = vi.spyOn(String.prototype, 'normalize');
    expect(passwordErrors('\ufdfa'.repeat(5_000_000), 8)).toEqual(TOO_LONG);
    expect(passwordErrors(' '.repeat(5_000_000), 8)).toEqual(TOO_LONG);
    expect(normalize).not.toHaveBeenCalled();
    normalize.mockRestore();
  });

  it('takes 128 characters that were typed as many marks', () => {
    // The longest canonical decompositions have four code points (U+1F82 and its like).
    const typed = '\u03b1\u0313\u0300\u0345'.repeat(128);
    expect(typed.normalize('NFKC')).toHaveLength(128);
    expect(passwordErrors(typed, 8)).toEqual([]);
  });
});
