/** The documented member (Api V3, Member JSON model), with the keys that came later (contract §2.0). */
export const MEMBER = {
  id: 42,
  properties: {
    email: 'joe@example.com',
    msisdn: '4740769126',
    first_name: 'Ola',
    last_name: 'Nordmann',
    birthday: '1990-10-23',
    interests: ['bikes_and_cars', 'sportwear'],
    child_birth_years: [2010, 2011, 2011],
    language: 'no',
  },
  consents: { email_marketing: { status: true, updated_at: '2017-01-19T10:07:08.336+01:00' } },
  sms_status: 'enabled',
  email_status: 'hard_bounced',
  push_status: 'disabled',
  optin_channel: 'android-app',
  optin_subchannel: null,
  created_at: '2017-01-19T10:07:08.336+01:00',
  updated_at: '2017-04-03T09:35:19.313+02:00',
} as const;

/** The member of the documented creation (Api V3, Members • Create). */
export const CREATED_MEMBER = {
  id: 43,
  properties: {
    email: 'dev+6@test.com',
    msisdn: '4740485124',
    first_name: 'The',
    last_name: 'Doge',
    language: 'no',
  },
  consents: {},
  sms_status: 'enabled',
  email_status: 'enabled',
  push_status: 'enabled',
  optin_channel: 'facebook',
  optin_subchannel: 'campaign-10-2017',
  created_at: '2017-10-27T12:30:41.117+02:00',
  updated_at: '2017-10-27T12:30:41.117+02:00',
} as const;

/** After the documented update (Api V3, Members • Update). */
export const UPDATED_MEMBER = {
  ...MEMBER,
  properties: { ...MEMBER.properties, last_name: 'Doge' },
  updated_at: '2017-10-27T12:31:02.590+02:00',
} as const;

export const FOUND = { member: { summary: 'The member', body: MEMBER } } as const;

/** Both levels of errors at once (contract §1.9.1). */
export const MEMBER_ERRORS = {
  email: [{ error: 'invalid_email', property: 'email' }],
  properties: [
    {
      error: {
        language: [{ error: 'value_not_match', value: 'een', values: 'en, no', property: 'language' }],
        last_name: [{ error: 'not_contain_required_property', property: 'last_name' }],
      },
    },
  ],
} as const;

/** Api V3, Members • Create. */
export const TAKEN_EMAIL = {
  email: [{ property: 'email', error: 'duplicated_email_in_community' }],
} as const;

/** A page of one of three, as contract §1.7 shows it. */
export const PAGINATION = {
  total_count: 2050,
  per_page: 1000,
  total_pages: 3,
  current_page: 1,
  next_page: 2,
  prev_page: null,
  is_first_page: true,
  is_last_page: false,
  is_out_of_range: false,
} as const;

/** A list that fits on one page. */
export const ONLY_PAGE = {
  total_count: 1,
  per_page: 100,
  total_pages: 1,
  current_page: 1,
  next_page: null,
  prev_page: null,
  is_first_page: true,
  is_last_page: true,
  is_out_of_range: false,
} as const;
