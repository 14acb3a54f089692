import type { FieldDescriptions } from './field-descriptions.ts';

/** Fields beside many kinds of records. */
export const SHARED_MODEL_FIELDS: FieldDescriptions = {
  Pagination: {
    total_count: 'Records on all pages.',
    next_page: '`null` on the last page.',
    prev_page: '`null` on the first page.',
    is_out_of_range: 'Whether the page is beyond the last one.',
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
