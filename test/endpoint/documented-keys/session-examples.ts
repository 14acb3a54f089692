import { call } from '../../support/api.ts';
import type { Example, Examples } from '../../support/documented-keys.ts';
import { ANN, linkIn, resetToken, welcomed } from '../../support/mailing.ts';
import { loggedIn, mailing, memberState, storedMember } from './member-state.ts';

const path = { email: ANN.email };

const granted =
  (body: object): Example =>
  async (ask) => {
    const world = await mailing();
    await storedMember(world);
    await ask(world, { body });
  };

const withSession =
  (body: object): Example =>
  async (ask) => {
    const world = await mailing();
    const { access_token, resource_owner_id } = await loggedIn(world);
    await ask(world, { bearer: access_token, body });
    return memberState(world, resource_owner_id);
  };

const DEVICE = { app_token: 'device-1', app_platform: 'ios' };

export const SESSION_EXAMPLES: Examples = {
  'members.reset-password': [
    async (ask) => {
      const world = await mailing();
      const id = await storedMember(world);
      await ask(world, { path, body: { token: await resetToken(world), password: 'pass-2' } });
      return memberState(world, id);
    },
  ],
  'members.unsubscribe': [
    async (ask) => {
      const world = await mailing();
      const id = await welcomed(world);
      await ask(world, { path, body: { token: linkIn(world, 'unsubscribe') } });
      return memberState(world, id);
    },
  ],
  'members.verify-email': [
    async (ask) => {
      const world = await mailing();
      const id = await welcomed(world);
      await ask(world, { path, body: { token: linkIn(world, 'verify_email').split('.')[2] } });
      return memberState(world, id);
    },
  ],
  'oauth.token': [
    granted({
      grant_type: 'password',
      identifier_type: 'email',
      identifier: ANN.email,
      password: 'pass-1',
    }),
    async (ask) => {
      const world = await mailing();
      const { refresh_token } = await loggedIn(world);
      await ask(world, { body: { grant_type: 'refresh_token', refresh_token } });
    },
  ],
  'oauth.revoke': [
    async (ask) => {
      const world = await mailing();
      const { access_token } = await loggedIn(world);
      await ask(world, { body: { token: access_token } });
      return (await call(world, 'me.get', { bearer: access_token })).status;
    },
  ],
  'me.update-password': [withSession({ current_password: 'pass-1', password: 'pass-2' })],
  'members.update-app-token': [
    async (ask) => {
      const world = await mailing();
      const id = await storedMember(world);
      await ask(world, { path: { id: String(id) }, body: DEVICE });
      return memberState(world, id);
    },
  ],
  'me.update-app-token': [withSession(DEVICE)],
  'me.app-tokens': [
    withSession({
      token: 'device-1',
      platform: 'ios',
      app_installation_id: 'phone',
      firebase_project_slug: 'mall',
    }),
  ],
};
