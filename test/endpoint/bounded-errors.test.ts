import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { SCHEMA } from '../support/clubs.ts';
import { drain } from '../support/deliver.ts';
import { person } from '../support/log-in.ts';
import { createWorld, type World } from '../support/world.ts';

const NAMES = Array.from({ length: 80 }, (_, n) => `interest-${String(n).padStart(20, '0')}`);

const PERSON = { email: 'a@example.com', first_name: 'A', last_name: 'B' };

let world: World;
beforeAll(async () => {
  world = await createWorld({
    member_schema: {
      properties: {
        ...SCHEMA.properties,
        tags: { type: 'array', items: { enum: NAMES } },
        more: { type: 'array', items: { enum: NAMES } },
      },
    } as object,
  });
});

const wrong = (count: number) => ({ properties: { ...PERSON, tags: Array(count).fill('x') } });

describe('an array of many wrong items', () => {
  it('is answered with a hundred errors and the number of the others', async () => {
    const { status, body } = await call(world, 'members.create', { body: wrong(5000) });
    expect(status).toBe(422);
    const { tags } = body.properties[0].error;
    expect(tags).toHaveLength(100);
    expect(tags[0]).toEqual({
      error: 'value_not_match',
      value: 'x',
      values: NAMES.join(', '),
      property: 'tags',
    });
    expect(tags[99]).toMatchObject({ error: 'value_not_match', property: 'tags', left_out: 4900 });
  });

  it('is counted where it stands, whatever else is wrong', async () => {
    const properties = { ...wrong(150).properties, more: Array(3000).fill('y') };
    const { body } = await call(world, 'members.create', { body: { properties } });
    const { tags, more } = body.properties[0].error;
    expect([tags.length, tags.at(-1).left_out]).toEqual([100, 50]);
    // The schema's own list, quoted a hundred times, leaves no room for it to be quoted again and again.
    expect(more[0]).toMatchObject({ error: 'value_not_match', property: 'more' });
    expect(more.length + more.at(-1).left_out).toBe(3000);
    expect(JSON.stringify(body).length).toBeLessThan(1_000_000);
  });

  it('says nothing of a remainder where there is none', async () => {
    const { body } = await call(world, 'members.create', { body: wrong(2) });
    expect(JSON.stringify(body)).not.toContain('left_out');
  });

  it('is answered so by a dry run, an update and the job of a bulk, too', async () => {
    const dry = await call(world, 'members.validate', { body: wrong(5000) });
    expect(dry.body.errors.properties[0].error.tags).toHaveLength(100);
    const { body: made } = await call(world, 'members.create', { body: wrong(0) });
    const { tags } = wrong(5000).properties;
    const path = { id: String(made.id) };
    const changed = await call(world, 'members.update', { path, body: { properties: { tags } } });
    expect(changed.body.properties[0].error.tags).toHaveLength(100);
    const { body: job } = await call(world, 'member-bulks.create-or-update', {
      body: { members: [wrong(5000)] },
    });
    await drain(world, world.queue.sent.splice(0));
    const report = await call(world, 'member-bulks.status', { path: { job_id: job.job_id } });
    expect(report.body.errors[0].errors.properties[0].error.tags).toHaveLength(100);
  });
});

describe('what an error repeats', () => {
  const long = 'ß'.repeat(10_000);
  const cut = `${'ß'.repeat(128)}…`;

  it('is cut after 128 characters: values, names of properties, slugs of consents', async () => {
    const body = {
      properties: { ...PERSON, tags: [long], [long]: 1 },
      consents: { [`c${long}`]: { status: true } },
    };
    const answer = await call(world, 'members.create', { body });
    expect(answer.status).toBe(422);
    const { error } = answer.body.properties[0];
    expect(error.tags[0].value).toBe(cut);
    expect(error[cut]).toEqual([{ error: expect.any(String), properties: cut, property: cut }]);
    expect(answer.body.consents[0].property).toHaveLength(129);
    expect(JSON.stringify(answer.body).length).toBeLessThan(10_000);
  });

  it('is null where it is no text and long', async () => {
    const body = { properties: { ...PERSON, tags: [{ deep: long }] } };
    const { error } = (await call(world, 'members.create', { body })).body.properties[0];
    expect(error.tags[0].value).toBeNull();
  });

  it('is judged in full: a long name that is not known is refused when only what is sent is judged', async () => {
    const { body: member } = await call(world, 'members.create', {
      body: { properties: { ...PERSON, email: 'long-name@example.com' } },
    });
    const body = { properties: { [long]: 1 }, validate_partially: true };
    const { status } = await call(world, 'members.update', { path: { id: String(member.id) }, body });
    expect(status).toBe(422);
  });

  it('of a thousand long consents stays small', async () => {
    const consents = Object.fromEntries(
      Array.from({ length: 900 }, (_, n) => [`${n}${'c'.repeat(4_000)}`, { status: true }]),
    );
    const { status, body } = await call(world, 'members.create', {
      body: { properties: PERSON, consents },
    });
    expect(status).toBe(422);
    expect([body.consents.length, body.consents.at(-1).left_out]).toEqual([100, 800]);
    expect(JSON.stringify(body).length).toBeLessThan(30_000);
  });
});

describe('a number in a path', () => {
  it('has one spelling', async () => {
    const { id } = await person(await createWorld());
    for (const spelt of [`0${id}`, `+${id}`, `${id}.0`, `-${id}`]) {
      const answer = await call(world, 'members.get', { path: { id: spelt } });
      expect([spelt, answer.status, answer.body]).toEqual([spelt, 404, { error: 'Not found' }]);
    }
  });
});
