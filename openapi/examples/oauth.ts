import { DONE, type EndpointExamples } from './example.ts';
import { OWN_VALUES } from './own-values.ts';

export const OAUTH: Readonly<Record<string, EndpointExamples>> = {
  'oauth.token': {
    about:
      'Grant `password` logs in by id, e-mail or MSISDN; grant `refresh_token` exchanges a pair for a new one. An access token is good for 24 hours whatever is refreshed, a refresh token for a year. Treat both as opaque: ours are longer than the ones shown, and have at most 200 characters. An answer that got lost is given again to the same refresh token, until a call has used the new pair; after that the old refresh token is refused with 462, and the session ends.',
    requests: {
      password: {
        summary: 'Log in by id',
        body: { grant_type: 'password', identifier_type: 'id', identifier: 42, password: '123' },
      },
      by_email: {
        summary: 'Log in by e-mail',
        body: {
          grant_type: 'password',
          identifier_type: 'email',
          identifier: OWN_VALUES.EMAIL,
          password: '123',
        },
      },
      refresh_token: {
        summary: 'Exchange a refresh token',
        body: { grant_type: 'refresh_token', refresh_token: OWN_VALUES.REFRESH_TOKEN },
      },
    },
    replies: {
      200: {
        tokens: {
          summary: 'A pair of tokens',
          body: {
            access_token: 'af9e5361cd7e083dfa4132df3ea7ab82fac21496991632a9994a8c2a9f33884f',
            token_type: 'bearer',
            expires_in: 86400,
            refresh_token: OWN_VALUES.REFRESH_TOKEN,
            created_at: 1506523094,
            resource_owner_id: 42,
          },
        },
      },
    },
    errors: { parameter_invalid: { error: 'grant_type is missing or invalid' } },
  },
  'oauth.revoke': {
    about: 'Either token ends the whole session. Unknown and expired tokens get the same answer.',
    requests: { log_out: { summary: 'Log out', body: { token: OWN_VALUES.REFRESH_TOKEN } } },
    replies: { 200: DONE },
  },
  'oauth.token-info': {
    about: '`scopes` and `application` are always empty.',
    requests: { info: { summary: 'The presented token' } },
    replies: {
      200: {
        info: {
          summary: 'The presented token',
          body: {
            resource_owner_id: 42,
            scopes: [],
            expires_in_seconds: 73614,
            application: { uid: null },
            created_at: 1506516784,
          },
        },
      },
    },
  },
};
