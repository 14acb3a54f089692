import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { DEMO } from '../document/curl.ts';
import { VARIABLES } from '../example-variables.ts';

/** What an environment of Postman sets: where and as whom the collection calls. The first values are the local stack's. */
const SETTINGS: Readonly<Record<string, { readonly local: string; readonly stage: string }>> = {
  base_url: { local: DEMO.origin, stage: 'https://api.example.com' },
  club: { local: DEMO.club, stage: '' },
  club_id: { local: '1', stage: '' },
  token: { local: DEMO.token, stage: '' },
  admin_token: { local: DEMO.adminToken, stage: '' },
  password: { local: '123', stage: 'SuperStrongP4ssw0rd' },
  // Addresses of the simulator of Amazon SES accept everything and harm no reputation.
  // https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
  mail_prefix: { local: '', stage: 'success+' },
  mail_domain: { local: 'example.com', stage: 'simulator.amazonses.com' },
  // A stage has no outbox: requests that need a mailed token are skipped.
  outbox_url: { local: '{{base_url}}/_local/outbox', stage: '' },
};

const SECRETS = ['token', 'admin_token', 'password'];

/** What an import starts with: the settings of the local stack, and what its seed stores. */
export const COLLECTION_VARIABLES: Readonly<Record<string, string>> = {
  ...VARIABLES,
  email: 'signe@example.com',
  msisdn: '4790000042',
  new_email: 'new@example.com',
  new_msisdn: '4790000099',
  ...Object.fromEntries(Object.entries(SETTINGS).map(([name, { local }]) => [name, local])),
};

interface Replacement {
  /** Ids of endpoints begin with it. */
  readonly of: string;
  readonly pattern: RegExp;
  readonly by: string;
}

/** What the examples write out and a second run, or a stage, has its own of. */
const REPLACEMENTS: readonly Replacement[] = [
  { of: 'oauth.token', pattern: /"123"/g, by: '"{{password}}"' },
  { of: 'me.update-password', pattern: /"123"/g, by: '"{{password}}"' },
  { of: 'members.create', pattern: /"[\w+.]+@(test|example)\.com"/g, by: '"{{new_email}}"' },
  { of: 'members.create', pattern: /"4740485124"/g, by: '"{{new_msisdn}}"' },
  { of: 'member-', pattern: /"(\w+)@example\.com"/g, by: '"{{mail_prefix}}$1@{{mail_domain}}"' },
  { of: 'tokens.', pattern: /\[\s*1\s*\]/g, by: '[{{club_id}}]' },
  { of: 'tokens.', pattern: /(?<=loyalty_club_id=)1\b/g, by: '{{club_id}}' },
];

/** A body or URL of an example with variables in these places. */
export const withSettings = ({ id }: Pick<EndpointContract, 'id'>, text: string): string =>
  REPLACEMENTS.filter(({ of }) => id.startsWith(of)).reduce(
    (before, { pattern, by }) => before.replace(pattern, by),
    text,
  );

const environment = (name: string, id: string, stack: 'local' | 'stage') => ({
  id,
  name,
  values: Object.entries(SETTINGS).map(([key, values]) => ({
    key,
    value: values[stack],
    type: SECRETS.includes(key) ? 'secret' : 'default',
    enabled: true,
  })),
  _postman_variable_scope: 'environment',
});

/** Environments of Postman, by the name of their file. */
export const ENVIRONMENTS: Readonly<Record<string, object>> = {
  'loyalty-club.local.postman_environment.json': environment(
    'Loyalty club: local stack',
    '0e8a4a86-7c0b-4a55-8f0a-2f4a3c1b9d10',
    'local',
  ),
  'loyalty-club.stage.postman_environment.json': environment(
    'Loyalty club: a stage',
    '3b5d7c92-1e64-4f0d-9a37-6c8e2d4f5a21',
    'stage',
  ),
};
