import { closed } from '#shared/contracts/closed-schema.ts';
import { DEVICE_PLATFORMS } from '#shared/vocabulary.ts';

/** What callers send about app tokens (contract §6.1), for the documents. */
const token = { type: 'string', pattern: '^[\\x21-\\x7e]+$', maxLength: 1024 } as const;
const platform = { enum: DEVICE_PLATFORMS } as const;
const name = { type: 'string', minLength: 1, maxLength: 255 } as const;

const ONE_TOKEN = {
  anyOf: [
    closed({ app_token: { enum: ['', null] }, app_platform: platform }, ['app_token']),
    closed({ app_token: token, app_platform: platform }, ['app_token', 'app_platform']),
  ],
} as const;

/** Bodies by endpoint. */
export const APP_TOKEN_BODIES = {
  'members.update-app-token': ONE_TOKEN,
  'me.update-app-token': ONE_TOKEN,
  'me.app-tokens': closed(
    {
      token,
      platform,
      app_installation_id: name,
      firebase_project_slug: { ...name, type: ['string', 'null'] },
    },
    ['token', 'platform', 'app_installation_id'],
  ),
} as const;
