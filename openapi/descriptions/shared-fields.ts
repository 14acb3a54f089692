import type { FieldDescriptions } from './field-descriptions.ts';

/** Fields beside many kinds of records. */
export const SHARED_MODEL_FIELDS: FieldDescriptions = {
  Pagination: {
    total_count: 'Records on all pages.',
    next_page: '`null` on the last page.',
    prev_page: '`null` on the first page.',
    is_out_of_range: 'Whether the page is beyond the last one.',
  },
  Subscription: {
    url: 'Where events are sent: HTTPS, port 443, a public host; one subscription of a club for each.',
    event_schema_version: 'Version of the body: `2`, or `1` as before 2018.',
    is_sent_on_import: 'Whether new members are reported.',
    is_sent_on_update: 'Whether changes of members are reported.',
    is_sent_on_delete: 'Whether removals of members are reported.',
    is_person_id_sent: 'Whether events name the `person_id` of the member.',
    excluded_sources: 'Products whose changes are not reported, by type of event: against loops.',
    contact: 'E-mail address of those who look after the receiver: they get a mail when it keeps failing.',
    paused: 'Events are kept and not sent.',
    secret_token:
      'Value of `X-Secret-Token`: whole in the reply to its creation, later its last four characters.',
    signing_secret:
      'Signs each delivery: whole in the reply to its creation or rotation, later its last four characters.',
    earlier_signing_secrets: 'Secrets that sign beside the current one until they expire.',
  },
  ClientToken: {
    token: 'The whole token in the reply to its creation, later its last four characters.',
    permits: 'Permits of its own, beside those of its policies.',
    policies: 'Named sets of permits.',
    loyalty_club_ids: 'Clubs that it is limited to; `null`: no limit.',
    customers: 'Customers to whose clubs it is limited; `null`: no limit.',
    product: 'Product that it is limited to; `null`: no limit.',
  },
};
