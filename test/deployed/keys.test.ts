import { expect, it } from 'vitest';
import { people } from '../support/bulk.ts';
import { aws } from './support/aws.ts';
import { given } from './support/given.ts';
import { loyaltyJson, openMall } from './support/operator.ts';

/** The key that signed a token, as its header tells. */
const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;

/** New instances of the function that signs: an old one knows a new key after five minutes only. */
const restartSigner = async (prefix: string): Promise<void> => {
  const { Functions } = await aws('lambda', 'list-functions');
  const { FunctionName, Timeout } = Functions.find((one: any) => one.FunctionName.startsWith(prefix));
  // A configuration that is set anew, even to what it was, makes new instances.
  const same = ['--function-name', FunctionName, '--timeout', String(Timeout)];
  await aws('lambda', 'update-function-configuration', ...same);
};

it('rotates the keys: what earlier ones signed stays good, the new one signs, everybody knows both', async () => {
  const { stage } = given();
  const { client } = await openMall(stage, 'rotated-mall');
  const [person = { properties: { email: '' } }] = people(1);
  const { id } = await client.members.create({ ...person, password: 'correct horse' });
  const credentials = {
    identifier_type: 'email',
    identifier: person.properties.email,
    password: 'correct horse',
  } as const;
  const before = await client.logIn(credentials);
  const [old] = await loyaltyJson(stage, 'keys', 'show');
  expect(kidOf(before.tokens().access_token)).toBe(old.kid);

  const [current, previous] = await loyaltyJson(stage, 'keys', 'rotate');
  expect(previous).toMatchObject({ kid: old.kid, state: 'previous' });
  await restartSigner(`loyalty-${stage.name}-members-oauthtoken`);

  const after = await client.logIn(credentials);
  expect(kidOf(after.tokens().access_token)).toBe(current.kid);
  for (const session of [before, after]) expect((await session.me.get()).id).toBe(id);
  await before.refresh();
  expect((await before.me.get()).id).toBe(id);
});
