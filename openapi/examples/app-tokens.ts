import { DONE, type EndpointExamples } from './example.ts';

const TOKEN = 'fGh1Jk2LmN3:APA91bExampleOfARegistrationTokenOfFirebase';

const PLATFORM_MISSING = {
  error: 'Invalid parameters',
  details: {
    app_platform: [{ value: null, error: 'presence', options: {}, message: 'must be present' }],
  },
};

const ONE_TOKEN = {
  set: { summary: 'Set the token', body: { app_token: TOKEN, app_platform: 'android' } },
  remove: { summary: 'Remove every token', body: { app_token: '' } },
} as const;

const ABOUT =
  'The token takes the place of the one that was set so before; tokens of `POST members/me/app_tokens` stay beside it. An empty one removes every token of the member. A token that another member has moves with its device.';

export const APP_TOKENS: Readonly<Record<string, EndpointExamples>> = {
  'members.update-app-token': {
    about: ABOUT,
    requests: {
      set: { ...ONE_TOKEN.set, path: { id: '42' } },
      remove: { ...ONE_TOKEN.remove, path: { id: '42' } },
    },
    replies: { 200: DONE },
    errors: { parameters_invalid: PLATFORM_MISSING },
  },
  'me.update-app-token': {
    about: ABOUT,
    requests: ONE_TOKEN,
    replies: { 200: DONE },
    errors: { parameters_invalid: PLATFORM_MISSING },
  },
  'me.app-tokens': {
    about:
      'A new token of an installation takes the place of its earlier one; a member has ten installations at most. Registering the same again, as apps do when they start, changes nothing. The log-out of its session removes it.',
    requests: {
      register: {
        summary: 'Register an installation',
        body: {
          token: TOKEN,
          platform: 'android',
          app_installation_id: 'fGh1Jk2LmN3',
          firebase_project_slug: 'infinity-mall',
        },
      },
    },
    replies: { 200: DONE },
    errors: {
      parameters_invalid: {
        error: 'Invalid parameters',
        details: {
          platform: [
            {
              value: 'windows',
              error: 'inclusion',
              options: { in: ['android', 'ios'] },
              message: 'is not included in the list',
            },
          ],
        },
      },
    },
  },
};
