/**
 * What parameters of paths and queries mean, for the documents: by name, and where an endpoint or its group
 * means something of its own, by `<endpoint id>.<name>` or `<group>.<name>`.
 */
export const PARAMETER_DESCRIPTIONS: Readonly<Record<string, string>> = {
  'members.id': 'Id of the member.',
  'member-messages.id': 'Id of the member.',
  'member-changes.id': 'Id of the member.',
  'member-changes.slug': 'Slug of the consent, as in the club’s schema.',
  'member-changes.cursor': 'The `next_cursor` of a page, for the changes before it.',
  'messages.id': 'Id of the message.',
  'sendings.id': 'Id of the sending.',
  'sendings.create.id': 'Id of the message.',
  'dispatches.id': 'Id of the sending.',
  'webhooks.id': 'Id of the subscription.',
  'webhooks.cursor': 'The `next_cursor` of a page, for the deliveries before it.',
  'tokens.id': 'Id of the client token.',
  'tokens.show.id': 'Id of the client token, or the token itself.',

  email: 'E-mail address of the member; a `+` is a plus sign.',
  msisdn: 'MSISDN of the member: digits with the country in front.',
  type: 'Only this type.',
  'members.verify-token.type': '`password_reset`.',
  token: 'The token, as it was mailed.',
  job_id: 'Id of the job, from its first request or its reply.',
  import_id: 'Id of the import.',
  bulk_id: 'Id of the bulk, from the state of its import.',
  request_number: 'The number that the caller gave the request.',
  message_id: 'Id of the message in the history.',
  errors_after:
    'Cursor of an earlier reply: lists the errors after it. Read pages after the work has ended; errors of a later part may be in front of a cursor.',

  page_no: 'Number of the page, from 1.',
  cursor:
    'The `next_cursor` of a page, for the page behind it, in place of `page_no`. The other parameters stay the same.',
  per_page: 'Records a page; the default is the maximum.',
  ids: 'Only members with one of these ids.',
  properties: 'Only members with one of these values.',
  'member-messages.list.per_page': 'Records a page; 100 by default with contents, 1000 without.',
  send_email_unsubscribe_message: 'Whether the opt-out e-mail is sent; true by default.',
  send_unsubscribe_message:
    'Whether opt-out messages are sent on every channel; for e-mail `send_email_unsubscribe_message` wins.',
  include_content:
    'Whether the reply has the contents; by default true on the 2017 path, false on the later one.',
  sendings_status: 'Only messages whose sendings are `draft`, `scheduled` or `finished`, all taken together.',
  service: 'Only messages of this service.',
  campaign_id: 'Only messages of this campaign.',
  transmission_status: '`scheduled`, `transmitted` or `failed`.',
  delivery_status: '`pending`, `delivered` or `failed`.',
  member_id: 'Only what was sent to this member.',
  'dispatches.msisdn': 'Only what was sent to this MSISDN.',
  'dispatches.email': 'Only what was sent to this address.',
  app_token: 'Only what was sent to this device.',
  loyalty_club_id: 'Only tokens that are limited to clubs, this one included.',
  global: 'Only tokens of every club, or only others.',
  internal: 'Only internal tokens, or only others.',
  product: 'Only tokens of this product.',
  policy: 'Only tokens with this policy.',
  permit: 'Only tokens with this permit, also by a policy.',
  search: 'Part of the name, or the last four characters of the token.',
};
