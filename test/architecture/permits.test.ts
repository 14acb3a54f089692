import { expect, it } from 'vitest';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { guidePages } from '../../site/pages.ts';
import { read } from './repository.ts';

/** Contract §1.4.1 and §1.4.2, written out a second time: a permit is part of the wire. */
const PERMITS_OF_ROUTES: Readonly<Record<string, string>> = {
  'POST members/oauth/token': 'BL:Api:Members:OAuth',
  'POST members/oauth/revoke': 'BL:Api:Members:OAuth',
  'GET members/oauth/token/info': 'BL:Api:Members:OAuth',
  'POST members/oauth/token/info': 'BL:Api:Members:OAuth',
  'GET member_schema': 'BL:Api:Schema:Get',
  'GET members/:id/changes': 'BL:Api:Members:Changes:List',
  'GET members/:id/consents/:slug/history': 'BL:Api:Members:Changes:List',
  'GET members/:id/messages': 'BL:Api:Members:MessagesHistory:List',
  'GET members/:id/messages/:message_id': 'BL:Api:Members:MessagesHistory:Get',
  'GET members/:id/public_info': 'BL:Api:Members:Check',
  'GET members/by_msisdn/:msisdn/public_info': 'BL:Api:Members:Check',
  'GET members/by_email/:email/public_info': 'BL:Api:Members:Check',
  'GET members/:id': 'BL:Api:Members:Get',
  'GET members/by_msisdn/:msisdn': 'BL:Api:Members:Get',
  'GET members/by_email/:email': 'BL:Api:Members:Get',
  'GET members': 'BL:Api:Members:Index',
  'POST members': 'BL:Api:Members:Create',
  'POST members/validate': 'BL:Api:Members:Validate',
  'PUT members/:id': 'BL:Api:Members:Update',
  'DELETE members/:id': 'BL:Api:Members:Destroy',
  'POST members/by_email/:email/send_password_reset_token': 'BL:Api:Members:Tokens:Create',
  'GET members/by_email/:email/send_password_reset_token': 'BL:Api:Members:Tokens:Create',
  'GET members/by_email/:email/verify_token/:type/:token': 'BL:Api:Members:Tokens:Verify',
  'PUT members/by_email/:email/reset_password': 'BL:Api:Members:ResetPassword',
  'PUT members/by_email/:email/unsubscribe': 'BL:Api:Members:Verify',
  'PUT members/emails/:email/verify': 'BL:Api:Members:Emails:Verify',
  'POST members/bulks/create_or_update': 'BL:Api:MemberBulks:CreateOrUpdate',
  'POST member_bulks/create_or_update': 'BL:Api:MemberBulks:CreateOrUpdate',
  'GET members/bulks/create_or_update/:job_id': 'BL:Api:MemberBulks:CreateOrUpdate',
  'GET member_bulks/create_or_update/:job_id': 'BL:Api:MemberBulks:CreateOrUpdate',
  'GET members/me': 'BL:Api:Members:OAuth:Get',
  'PUT members/:id/update_app_token': 'BL:Api:Members:UpdateAppToken',
  'PUT members/me/update_app_token': 'BL:Api:Members:OAuth:UpdateAppToken',
  'POST members/me/app_tokens': 'BL:Api:Members:AppTokens:CreateOrUpdate',
  'PUT members/me': 'BL:Api:Members:OAuth:Update',
  'PUT members/me/update_password': 'BL:Api:Members:OAuth:UpdatePassword',
  'PUT members/update_password': 'BL:Api:Members:OAuth:UpdatePassword',
  'DELETE members/me': 'BL:Api:Members:OAuth:Destroy',
  'POST members/imports': 'BL:Api:Members:Imports:Create',
  'GET members/imports/:import_id': 'BL:Api:Members:Imports:Get',
  'GET members/imports/:import_id/bulks/:bulk_id': 'BL:Api:Members:Imports:Get',
  'GET members/imports/:import_id/bulks/by_request_number/:request_number': 'BL:Api:Members:Imports:Get',
  'GET members_changes_subscriptions': 'BL:Api:MembersChangesSubscriptions:Index',
  'POST members_changes_subscriptions': 'BL:Api:MembersChangesSubscriptions:Create',
  'GET members_changes_subscriptions/:id': 'BL:Api:MembersChangesSubscriptions:Show',
  'PUT members_changes_subscriptions/:id': 'BL:Api:MembersChangesSubscriptions:Update',
  'DELETE members_changes_subscriptions/:id': 'BL:Api:MembersChangesSubscriptions:Destroy',
  'POST members_changes_subscriptions/:id/rotate_secret': 'BL:Api:MembersChangesSubscriptions:Update',
  'GET members_changes_subscriptions/:id/deliveries': 'BL:Api:MembersChangesSubscriptions:Deliveries',
  'POST members_changes_subscriptions/:id/replay': 'BL:Api:MembersChangesSubscriptions:Replay',
  'POST members_changes_subscriptions/:id/test': 'BL:Api:MembersChangesSubscriptions:Update',
};

it('asks at every route of members for the permit that the documents name', () => {
  const routes = CATALOGUE.filter(({ family }) => family === 'members').flatMap(
    ({ methods, paths, permit }) =>
      paths.flatMap((path) => methods.map((method) => [`${method} ${path}`, permit] as const)),
  );
  expect(Object.fromEntries(routes)).toEqual(PERMITS_OF_ROUTES);
});

it('names every path with its permit in the guide, to which the README leads', () => {
  expect(read('README.md')).toContain('(docs/guide/11-endpoints.md)');
  const page = guidePages().find(({ name }) => name === 'endpoints')?.html ?? '';
  const entries = page.split('<dt>');
  const missing = CATALOGUE.flatMap(({ paths, permit }) =>
    paths.filter((path) => {
      const shown = path.replace(/:(\w+)/g, '{$1}');
      return !entries.some((entry) => entry.includes(`${shown}</code>`) && entry.includes(`>${permit}<`));
    }),
  );
  expect(missing).toEqual([]);
});
