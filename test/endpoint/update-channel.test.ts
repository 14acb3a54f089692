import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { unsubscribe } from '#shared/confirmations/unsubscribe.ts';
import { findMember } from '#shared/data/members/members.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import { applyToMember } from '#shared/delivery-reports/apply-to-member.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { unsubscribeTokens } from '#shared/ports/secrets.ts';
import { call } from '../support/api.ts';
import { schedule } from '../support/bulk.ts';
import { drain } from '../support/deliver.ts';
import { changePassword, logIn, person } from '../support/log-in.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let id: string;
let email: string;
beforeEach(async () => {
  world = await createWorld();
  const member = await person(world);
  id = String(member.id);
  email = member.email;
});

const app = { headers: { 'X-Product-Name': 'android-app', 'X-Subproduct-Name': 'spring 2026' } };

const shown = async () => {
  const { body } = await call(world, 'members.get', { path: { id }, generation: 1 });
  return [body.updated_channel, body.updated_subchannel, body.optin_channel];
};
const stored = async () => (await findMember(world.db, world.club.slug, Number(id)))?.changed;
const rows = (more: object) => ({ members: [{ properties: { email, ...more } }] });
const ofApp = (source: string) => ({
  source,
  client: world.client.id,
  product: 'android-app',
  subproduct: 'spring 2026',
  request_id: expect.stringMatching(/^request-\d+$/),
});

describe('the update channel of a member', () => {
  it('is the product of the last change, and in replies of /v3 only', async () => {
    expect(await shown()).toEqual(['default', null, 'default']);
    const properties = { first_name: 'Ola' };
    const update = { path: { id }, body: { properties }, ...app };
    const { body, headers } = await call(world, 'members.update', { ...update, generation: 1 });
    expect(body).toMatchObject({ updated_channel: 'android-app', updated_subchannel: 'spring 2026' });
    expect(await stored()).toEqual({ ...ofApp('api'), request_id: headers['x-request-id'] });
    // What changes nothing is no change.
    await call(world, 'members.update', { path: { id }, body: { properties } });
    expect(await shown()).toEqual(['android-app', 'spring 2026', 'default']);
    const old = await call(world, 'members.get', { path: { id } });
    expect(Object.keys(old.body).filter((key) => key.startsWith('updated_'))).toEqual(['updated_at']);
  });

  it('is that of the request that sent a bulk or an import', async () => {
    await schedule(world, rows({ first_name: 'Bulk' }), app);
    await drain(world, world.queue.sent.splice(0));
    expect(await stored()).toEqual(ofApp('bulk'));
    await call(world, 'members.update', { path: { id }, body: { properties: { first_name: 'Api' } } });
    await call(world, 'member-imports.create', { body: rows({ first_name: 'Import' }), ...app });
    await drain(world, world.queue.sent.splice(0));
    expect(await stored()).toEqual(ofApp('import'));
    const created = {
      members: [{ properties: { email: 'new@example.com', first_name: 'N', last_name: 'N' } }],
    };
    await call(world, 'member-imports.create', { body: created, ...app });
    await drain(world, world.queue.sent.splice(0));
    const { body } = await call(world, 'members.get-by-email', {
      path: { email: 'new@example.com' },
      generation: 1,
    });
    expect(body).toMatchObject({ optin_channel: 'import', updated_channel: 'android-app' });
  });

  it('does not make a repeated request another one', async () => {
    const request = { job_id: 'job', request_number: 1, ...rows({ first_name: 'Once' }) };
    await schedule(world, request, app);
    await schedule(world, request, app);
    expect(world.queue.sent).toHaveLength(1);
  });

  it('goes with the password, a mailed token and a report', async () => {
    const tokens = await logIn(world, Number(id));
    await changePassword(world, tokens);
    expect(await stored()).toMatchObject({ source: 'me', product: 'default' });
    const tokensOfMails = world.runtime.use(unsubscribeTokens);
    const club = world.club.slug;
    const text = await tokensOfMails.issue({ club, member: Number(id), email });
    const token = await tokensOfMails.verify(text, club);
    const find = () => findMember(world.db, world.club.slug, Number(id));
    await unsubscribe(world.runtime, find, token, changeOrigin('page', { request_id: 'r' }));
    expect(await stored()).toEqual(changeOrigin('page', { request_id: 'r' }));
    expect(await shown()).toEqual([null, null, 'default']);
    const { body } = await call(world, 'members.get', { path: { id } });
    await applyToMember(world.runtime, world.club.slug, 'sms', 'barred', body.properties.msisdn);
    expect(await stored()).toEqual(changeOrigin('report'));
  });

  it('is unknown for a member that an earlier release stored', async () => {
    const key = { TableName: world.db.table, Key: memberKey(world.club.slug, Number(id)) };
    await world.db.doc.send(new UpdateCommand({ ...key, UpdateExpression: 'REMOVE changed' }));
    expect(await shown()).toEqual([null, null, 'default']);
    await call(world, 'members.update', { path: { id }, body: { properties: { first_name: 'O' } }, ...app });
    expect(await shown()).toEqual(['android-app', 'spring 2026', 'default']);
    const { Item } = await world.db.doc.send(new GetCommand(key));
    expect(Item?.['changed']).toEqual(ofApp('api'));
  });
});
