import createClient from 'openapi-fetch';
import type { components, paths } from './loyalty.ts';

/** Creates a member, reads a typed error and waits for a bulk, with types made by openapi-typescript. */

declare const process: { readonly env: Readonly<Record<string, string>> };

const { LOYALTY_URL = '', LOYALTY_TOKEN = '', LOYALTY_CLUB = '' } = process.env;
const headers = { 'X-Client-Authorization': LOYALTY_TOKEN };
const client = createClient<paths>({ baseUrl: LOYALTY_URL, headers });
const header = { 'X-Product-Name': 'default', 'X-User-Agent': 'typescript' };
const path = { loyalty_club_slug: LOYALTY_CLUB };

const person = (name: string): components['schemas']['BulkMember'] => ({
  properties: { email: `${name}@typescript.example.com`, first_name: 'Kari', last_name: 'Nordmann' },
});

const create = () =>
  client.POST('/v3/{loyalty_club_slug}/members', { params: { path, header }, body: person('one') });

const created = await create();
console.log('created', created.data?.properties['email']);

const { error, response } = await create();
if (response.status === 422 && error && !('message' in error)) {
  const errors = error as components['schemas']['MemberErrors'];
  console.log('refused', errors['email']?.[0]?.error);
}

const bulk = await client.POST('/v3/{loyalty_club_slug}/members/bulks/create_or_update', {
  params: { path, header },
  body: { members: Array.from({ length: 20 }, (_, n) => person(`bulk-${n}`)) },
});
const job_id = bulk.data?.job_id ?? '';
for (let attempt = 0; attempt < 600; attempt += 1) {
  const { data } = await client.GET('/v3/{loyalty_club_slug}/members/bulks/create_or_update/{job_id}', {
    params: { path: { ...path, job_id }, header },
  });
  if (data?.status === 'finished' || data?.status === 'fatal_error') {
    console.log('bulk', data.status, data.members_created_number);
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
}
