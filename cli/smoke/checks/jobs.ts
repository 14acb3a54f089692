import { assertEqual } from '../assert.ts';
import { MEMBERS, payloadOf, type SmokeContext } from '../smoke-context.ts';
import type { Check } from './check.ts';
import { CREATED } from './members.ts';

const membersOf = (context: SmokeContext, numbers: readonly number[]) =>
  numbers.map((nth) => payloadOf(context, nth));

/** A row that no club takes. */
const INVALID = { properties: { email: 'no address', msisdn: 'no number' } };

/** What goes on in the background: queue, workers, counters. */
export const JOB_CHECKS: readonly Check[] = [
  {
    name: 'a bulk creates, updates and refuses members, and counts them right',
    needs: CREATED,
    async run(context) {
      const { client, signal, names } = context;
      const bulk = await client.memberBulks.createOrUpdate(
        {
          job_id: names.job,
          request_number: 1,
          members: [...membersOf(context, [...MEMBERS.shared, ...MEMBERS.bulk]), INVALID],
          send_sms_welcome_message: false,
          send_email_welcome_message: false,
        },
        { signal },
      );
      const now = await bulk.waitUntilFinished({ signal });
      assertEqual('The status', now.status, 'finished');
      const counts = [now.members_created_number, now.members_updated_number, now.errors.length];
      assertEqual('Created, updated, refused', counts, [MEMBERS.bulk.length, MEMBERS.shared.length, 1]);
    },
  },
  {
    name: 'an import creates members and counts them right',
    async run(context) {
      const { client, signal, names } = context;
      const imported = await client.memberImports.create(
        { import_id: names.import, request_number: 1, members: membersOf(context, MEMBERS.import) },
        { signal },
      );
      const now = await imported.waitUntilFinished({ signal });
      assertEqual(
        'The status',
        now.bulks.map(({ status }) => status),
        ['finished'],
      );
      assertEqual('Created', now.members_created_number, MEMBERS.import.length);
    },
  },
];
