import { beforeEach, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { people, person, schedule } from '../support/bulk.ts';
import { storedClient } from '../support/clients.ts';
import { drain } from '../support/deliver.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';
import { loyaltyOn } from './loyalty-process.ts';

let world: World;
let loyalty: ReturnType<typeof loyaltyOn>;
let club: readonly string[];
beforeEach(async () => {
  world = await createWorld();
  loyalty = loyaltyOn(world.db);
  club = ['--club', world.club.slug];
});

const wrong = person(900, { language: 'klingon' });

const startJob = async (job: string, members: readonly object[]): Promise<void> => {
  expect((await schedule(world, { job_id: job, request_number: 1, members })).status).toBe(200);
};

const startImport = async (id: string, members: readonly object[]): Promise<void> => {
  const body = { import_id: id, members };
  expect((await call(world, 'member-imports.create', { body })).status).toBe(200);
};

describe('loyalty jobs', () => {
  it('shows a job before and after its work, with what was wrong', async () => {
    await startJob('job-1', [...people(120), wrong]);
    const waiting = await loyalty.json(['jobs', 'show', 'job-1', ...club]);
    expect(waiting).toMatchObject({ kind: 'bulk', status: 'waiting', ended: false, chunks: 2, errors: [] });
    await drain(world, world.queue.sent.splice(0));
    const done = await loyalty.json(['jobs', 'show', 'job-1', ...club]);
    expect(done).toMatchObject({ status: 'finished', ended: true, created: 120, refused: 1 });
    expect(done.errors).toMatchObject([{ request_number: 1, position: 120 }]);
    const { stdout } = await loyalty.run(['jobs', 'show', 'job-1', ...club]);
    expect(stdout).toMatch(/^1 +120 +properties\.language +value_not_match$/m);
    expect(stdout).not.toContain('klingon');
  });

  it('lists jobs and imports of the last day, of one club, and only what is under way', async () => {
    await startJob('listed-job', people(3));
    await drain(world, world.queue.sent.splice(0));
    await startImport('listed-import', people(3, 10));
    const all = await loyalty.json(['jobs', 'list', ...club]);
    expect(all.map(({ kind, id, status }: any) => [kind, id, status])).toEqual(
      expect.arrayContaining([
        ['bulk', 'listed-job', 'finished'],
        ['import', 'listed-import', 'waiting'],
      ]),
    );
    const open = await loyalty.json(['jobs', 'list', '--open', ...club]);
    expect(open.map(({ id }: any) => id)).toEqual(['listed-import']);
    expect(await loyalty.json(['jobs', 'list', '--club', 'nowhere'])).toEqual([]);
    expect((await loyalty.run(['jobs', 'list', '--club', 'nowhere'])).stdout).toContain(
      'within the last day',
    );
  });

  it('asks which, when two tokens have a job of one id', async () => {
    await startJob('twin', people(1));
    const other = worldOf(world.db, world.club, await storedClient(world.db, { clubs: [world.club.slug] }));
    const { status } = await schedule(other, { job_id: 'twin', request_number: 1, members: people(1, 5) });
    expect(status).toBe(200);
    const unclear = await loyalty.run(['--json', 'jobs', 'show', 'twin', ...club]);
    expect(JSON.parse(unclear.stderr)).toMatchObject({ error: 'job_ambiguous' });
    const which = String(other.client.id);
    const one = await loyalty.json(['jobs', 'show', 'twin', ...club, '--client', which]);
    expect(one.client).toBe(other.client.id);
  });

  it('refuses what there is not', async () => {
    for (const id of ['nothing', 'no#key']) {
      const { code, stderr } = await loyalty.run(['--json', 'jobs', 'show', id, ...club]);
      expect([code, JSON.parse(stderr).error]).toEqual([1, 'job_unknown']);
      const other = await loyalty.run(['--json', 'imports', 'show', id, ...club]);
      expect([other.code, JSON.parse(other.stderr).error]).toEqual([1, 'import_unknown']);
    }
    const { stderr } = await loyalty.run(['--json', 'jobs', 'show', 'a', '--club', 'nowhere']);
    expect(JSON.parse(stderr).error).toBe('club_unknown');
  });
});

describe('loyalty jobs watch', () => {
  const watching = (...args: string[]) => loyalty.run(['--json', ...args, ...club, '--poll', '0.2']);

  it('ends with 0 when all went well, and tells each change on standard error', async () => {
    await startJob('watched', people(150));
    const watched = watching('jobs', 'watch', 'watched');
    await drain(world, world.queue.sent.splice(0));
    const { code, stdout, stderr } = await watched;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'finished', created: 150 });
    expect(stderr.trim().split('\n').at(-1)).toBe('finished  2/2 chunks  150 created  0 updated  0 refused');
  });

  it('ends with 3 when some members were refused', async () => {
    await startJob('watched', [person(1), wrong]);
    await startImport('watched-import', [person(2), wrong]);
    await drain(world, world.queue.sent.splice(0));
    expect((await watching('jobs', 'watch', 'watched')).code).toBe(3);
    expect((await watching('imports', 'watch', 'watched-import')).code).toBe(3);
  });
});

describe('loyalty imports', () => {
  it('shows an import with its bulks', async () => {
    await startImport('import_21', people(2));
    await startImport('import_21', [person(7), wrong]);
    await drain(world, world.queue.sent.splice(0));
    const shown = await loyalty.json(['imports', 'show', 'import_21', ...club]);
    expect(shown).toMatchObject({ kind: 'import', status: 'finished', created: 3, refused: 1 });
    expect(shown.bulks).toHaveLength(2);
    expect(shown.errors).toMatchObject([{ position: 1 }]);
    const { stdout } = await loyalty.run(['imports', 'show', 'import_21', ...club]);
    expect(stdout).toMatch(/BULK +REQUEST +STATUS/);
  });
});
