/** A value that becomes part of a mail header must not be able to start another one (threat T16). */
export const SINGLE_LINE = '^[^\\u0000-\\u001f\\u007f]+$';

/** @param content schema of one text, by language */
const text = (content: object) => ({
  type: 'object',
  minProperties: 1,
  additionalProperties: { type: 'string', minLength: 1, ...content },
  description: 'Write one Liquid text per language, such as {"en": "Welcome!"}.',
});

/** @param content schema of one message, by product name */
const perProduct = (content: object) => ({
  type: 'object',
  minProperties: 1,
  additionalProperties: content,
  description: 'Write one message per product; "default" serves every product without its own.',
});

const smsMessage = perProduct({
  type: 'object',
  required: ['body'],
  additionalProperties: false,
  properties: { body: text({ maxLength: 1600, description: 'Write at most 1600 characters.' }) },
  description: 'Write {"body": {"<language>": "…"}}.',
});

const emailMessage = perProduct({
  type: 'object',
  required: ['subject', 'body'],
  additionalProperties: false,
  properties: {
    subject: text({
      maxLength: 500,
      pattern: SINGLE_LINE,
      description: 'Write one line of at most 500 characters.',
    }),
    body: text({ maxLength: 100_000, description: 'Write HTML of at most 100000 characters.' }),
  },
  description: 'Write {"subject": {"<language>": "…"}, "body": {"<language>": "…"}}.',
});

/** The automatic messages of a club file; part of `CLUB_FILE_SCHEMA`. */
export const MESSAGES_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    welcome_sms: smsMessage,
    welcome_email: emailMessage,
    opt_out_sms: smsMessage,
    opt_out_email: emailMessage,
    address_changed_sms: smsMessage,
    address_changed_email: emailMessage,
    verification_email: emailMessage,
    password_reset_email: emailMessage,
  },
  description:
    'Write welcome_sms, welcome_email, opt_out_sms and opt_out_email, each only when sent; address_changed_sms, address_changed_email, verification_email and password_reset_email to replace the built-in texts.',
};
