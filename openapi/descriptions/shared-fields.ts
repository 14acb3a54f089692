import type { FieldDescriptions } from './field-descriptions.ts';

/** What stands beside many kinds of records. */
export const SHARED_MODEL_FIELDS: FieldDescriptions = {
  Pagination: {
    total_count: 'Records on all pages.',
    next_page: '`null` on the last page.',
    prev_page: '`null` on the first page.',
    is_out_of_range: 'Whether the page lies beyond the last one.',
  },
  ClientToken: {
    token: 'Whole when it is created, later its end only.',
    permits: 'Its own; those of its policies come on top.',
    policies: 'Named sets of permits.',
    loyalty_club_ids: 'Clubs that it is good for; `null`: every one.',
    customers: 'Customers whose clubs it is good for; `null`: every one.',
    product: 'Product that it is good for; `null`: every one.',
  },
};
