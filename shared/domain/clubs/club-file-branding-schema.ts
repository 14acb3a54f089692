import { SINGLE_LINE } from './club-file-message-schema.ts';

const url = (description: string) => ({
  type: 'string',
  maxLength: 2000,
  pattern: '^https://[^\\s<>"\'{}\\\\]+$',
  description,
});

const color = {
  type: 'string',
  pattern: '^#[0-9A-Fa-f]{6}$',
  description: 'Write a color as "#" and six hexadecimal digits, such as "#0b5d3b".',
};

/** The look of a club's pages and mails; part of `CLUB_FILE_SCHEMA`. */
export const BRANDING_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    logo_url: url('Write the https URL of an image, such as "https://example.com/logo.png".'),
    home_url: url('Write the https URL of the club\'s site, such as "https://example.com/".'),
    colors: {
      type: 'object',
      additionalProperties: false,
      properties: { accent: color, background: color },
      description: 'Write accent and background, as far as the club has them.',
    },
  },
  description: 'Write logo_url, home_url and colors, as far as the club has them, or leave out.',
};

/** What members read of a consent; part of `CLUB_FILE_SCHEMA`. */
export const CONSENT_NAMES_SCHEMA = {
  type: 'object',
  additionalProperties: {
    type: 'object',
    minProperties: 1,
    additionalProperties: {
      type: 'string',
      maxLength: 200,
      pattern: SINGLE_LINE,
      description: 'Write one line of at most 200 characters.',
    },
    description: 'Write one name per language, such as {"en": "News about offers"}.',
  },
  description: 'Write names by consent of the member schema, or leave out.',
};
