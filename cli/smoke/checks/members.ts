import { assert, assertEqual, assertRefused, CheckFailed } from '../assert.ts';
import { MEMBERS, payloadOf, type SmokeContext } from '../smoke-context.ts';
import type { Check } from './check.ts';

/** Welcome messages stay off: the checks send mail to the simulator only. */
const SILENT = { send_sms_welcome_message: false, send_email_welcome_message: false } as const;

export const CREATED = 'a member is created';
const LOGGED_IN = 'the member logs in and sees itself';

const [SHARED] = MEMBERS.shared;

export const memberOf = ({ member }: SmokeContext) => {
  if (!member) throw new CheckFailed('No member was returned');
  return member;
};

/** One member from its creation on. */
export const MEMBER_CHECKS: readonly Check[] = [
  {
    name: 'the member that will be created is valid',
    async run(context) {
      const { client, signal, names } = context;
      const { valid, errors } = await client.members.validate(
        { ...payloadOf(context, SHARED), password: names.password },
        { signal },
      );
      assert(valid, `The club requires more: ${JSON.stringify(errors)}. Pass it with --properties`);
    },
  },
  {
    name: CREATED,
    async run(context) {
      const { client, signal, names } = context;
      context.member = await client.members.create(
        { ...payloadOf(context, SHARED), password: names.password, ...SILENT },
        { signal },
      );
    },
  },
  {
    name: 'it is found by id and by e-mail, at once, and in the list',
    needs: CREATED,
    async run(context) {
      const { client, signal, names } = context;
      const { id } = memberOf(context);
      const byId = await client.members.get({ id }, { signal });
      const byEmail = await client.members.getByEmail({ email: names.email(SHARED) }, { signal });
      assertEqual('The member by e-mail', byEmail, byId);
      const page = await client.members.list({ ids: [id] }, { signal });
      assertEqual(
        'The list',
        page.members.map((one) => one.id),
        [id],
      );
    },
  },
  {
    name: 'the same member cannot be created twice (422)',
    needs: CREATED,
    run: (context) =>
      assertRefused(
        context.client.members.create(
          { ...payloadOf(context, SHARED), ...SILENT },
          { signal: context.signal },
        ),
        422,
        'member_invalid',
      ),
  },
  {
    name: LOGGED_IN,
    needs: CREATED,
    async run(context) {
      const { client, signal, names } = context;
      const { id } = memberOf(context);
      const credentials = { identifier_type: 'id', identifier: id, password: names.password } as const;
      const session = await client.logIn(credentials, { signal });
      assertEqual('The id', (await session.me.get({ signal })).id, id);
      assertEqual('The owner of the token', (await session.info({ signal })).resource_owner_id, id);
      const { access_token } = session.tokens();
      await session.refresh();
      assert(session.tokens().access_token !== access_token, 'A refresh returned the same token');
      await session.logOut();
      const after = client.me.get({ memberToken: session.tokens().access_token, signal });
      await assertRefused(after, 460, 'oauth_token_invalid');
    },
  },
  {
    name: 'a wrong password does not log in (461)',
    needs: CREATED,
    run: (context) =>
      assertRefused(
        context.client.logIn(
          { identifier_type: 'id', identifier: memberOf(context).id, password: 'wrong' },
          { signal: context.signal },
        ),
        461,
        'credentials_invalid',
      ),
  },
  {
    name: 'it is changed',
    needs: CREATED,
    async run(context) {
      const { client, signal } = context;
      const { id } = memberOf(context);
      const changed = await client.members.update({ id }, { sms_enabled: false }, { signal });
      assertEqual('sms_status', changed.sms_status, 'disabled');
      assertEqual(
        'sms_status, read again',
        (await client.members.get({ id }, { signal })).sms_status,
        'disabled',
      );
    },
  },
  {
    name: 'a password reset can be asked for, and a made-up token is not valid',
    needs: CREATED,
    async run({ client, signal, names }) {
      const email = names.email(SHARED);
      await client.members.sendPasswordResetToken({ email }, { signal });
      const made = { email, type: 'password_reset', token: 'made-up' };
      assertEqual('valid', (await client.members.verifyToken(made, { signal })).valid, false);
    },
  },
];
