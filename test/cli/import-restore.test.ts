import { describe, expect, it } from 'vitest';
import { SCHEMA } from '../support/clubs.ts';
import { fileOf } from './import-files.ts';
import { readFile } from './import-plans.ts';

const OFFERS = { version: '1', required: false, show_in_profile: true, show_at_registration: true };
const CLUB = { ...SCHEMA, consents: { offers: OFFERS } };

const HEADER =
  'id,email,Created at,Updated at,Mail state,consents.offers,consents.offers.updated_at,consents.offers.version,Banned';
const ROW =
  '90071,ann@example.com,03.02.2015,2019-08-09T10:11:12Z,unsubscribed,yes,2016-03-01T09:00:00Z,7,31.12.2030';
const TITLES = ['Mail state=email_status', 'Banned=banned_until'];

describe('the columns of a file that restores', () => {
  it('are the state of the members, too', async () => {
    const options = { operation: 'restore', map: TITLES, dates: 'dd.mm.yyyy' } as const;
    const { members, problems } = await readFile(await fileOf('old.csv', `${HEADER}\n${ROW}`), options, CLUB);
    expect(problems).toEqual({});
    expect(members).toEqual([
      {
        id: '90071',
        properties: { email: 'ann@example.com' },
        created_at: '2015-02-03',
        updated_at: '2019-08-09T10:11:12Z',
        email_status: 'unsubscribed',
        consents: { offers: { status: true, updated_at: '2016-03-01T09:00:00Z', version: '7' } },
        banned_until: '2030-12-31T00:00:00Z',
      },
    ]);
  });

  it('are unknown to other imports', async () => {
    const file = await fileOf('new.csv', 'email,updated_at\nann@example.com,2019-08-09');
    await expect(readFile(file, {}, CLUB)).rejects.toThrow('"updated_at"');
  });
});
