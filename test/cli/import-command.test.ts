import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SCHEMA } from '../support/clubs.ts';
import { contentOf, type FakeApi, fileOf, startFakeApi } from './import-files.ts';
import { runLoyalty } from './loyalty-process.ts';

const ENTRY = fileURLToPath(new URL('../../cli/loyalty.ts', import.meta.url));

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
});
afterEach(() => api.stop());

const argumentsFor = (file: string, more: readonly string[]) => [
  ...['members', 'import', file, '--club', 'mall', '--url', api.url, '--token', 't', '--poll', '0.2'],
  ...more,
];
const run = (file: string, ...more: string[]) => runLoyalty(['--json', ...argumentsFor(file, more)]);

const HEADER = 'email,first_name,last_name,language\n';
const rows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => `p${from + n}@example.com,P,${from + n},no\n`).join('');

const membersSent = () => [...api.accepted.values()].flatMap(({ members }) => members);

describe('loyalty members import', () => {
  it('sends a file in requests of 1000 under one import id and tells totals', async () => {
    const file = await fileOf('members.csv', HEADER + rows(2500));
    const { code, stdout, stderr } = await run(file);
    // Nothing but how far it is, where that takes a second.
    expect([code, stderr.replace(/^\d+% {2}\d+ sent .* left\n/gm, '')]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ created: 2500, refused: 0, unmapped: 0, errors_file: null });
    expect([...api.accepted.keys()].sort()).toEqual([1, 2, 3]);
    expect(new Set([...api.accepted.values()].map(({ import_id }) => import_id)).size).toBe(1);
    expect(membersSent()).toHaveLength(2500);
    expect(existsSync(`${file}.import`) || existsSync(`${file}.errors.csv`)).toBe(false);
  });

  it('tells the line of every row that did not make it, with exit code 3', async () => {
    const bad =
      'pl@example.com,"two\nlines",B,pl\np1@example.com,Twin,X,no\n=1+1,"=A",B\n,No,Identifier,no\n';
    const file = await fileOf('members.csv', HEADER + rows(2) + bad);
    const { code, stdout } = await run(file);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ created: 2, refused: 1, unmapped: 3 });
    const lines = (await contentOf(`${file}.errors.csv`)).trim().split('\n');
    expect(lines).toEqual([
      'line,member,property,error,details,reason',
      '4,pl@example.com,language,value_not_match,"{""value"":""pl"",""values"":""en, no""}","language must be one of en, no, and is ""pl"""',
      '6,,,not_sent,,The same email p1@example.com is on line 3',
      '7,,,not_sent,,"The row has 3 cells, the header 4"',
      '8,,,not_sent,,The row has no email and no msisdn',
    ]);
  });

  it('checks everything and sends nothing with --dry-run', async () => {
    const file = await fileOf('members.csv', `${HEADER}a@example.com,A,B,pl\nno address,A,B,no\n${rows(3)}`);
    const { code, stdout } = await run(file, '--dry-run');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ dry_run: true, rows: 5, good: 3, invalid: 2 });
    expect(api.arrived).toEqual([]);
    expect(await contentOf(`${file}.dry-run.errors.csv`)).toContain('3,no address,email,invalid_email');
  });

  it('finds with --dry-run what the product may not write, as the API does', async () => {
    await api.stop();
    api = await startFakeApi({ ...SCHEMA, products: { kiosk: ['first_name', 'last_name'] } });
    const file = await fileOf(
      'members.csv',
      `email,first_name,last_name,birthday\na@example.com,A,B,1990-10-23\n`,
    );
    const { stdout } = await run(file, '--dry-run', '--product', 'kiosk');
    expect(JSON.parse(stdout)).toMatchObject({ dry_run: true, rows: 1, good: 0, invalid: 1 });
    expect(await contentOf(`${file}.dry-run.errors.csv`)).toContain(
      '2,a@example.com,birthday,contained_undefined_properties',
    );
    expect(JSON.parse((await run(file, '--dry-run')).stdout)).toMatchObject({ good: 1 });
  });

  it('waits as long as Retry-After says on 429 and 503, and sends the same request again', async () => {
    const times: number[] = [];
    const refusals = [429, 503];
    api.meddle = (_request, response, body) => {
      if (!body) return false;
      times.push(Date.now());
      const status = refusals.shift();
      if (status === undefined) return false;
      response.writeHead(status, { 'retry-after': '1' }).end('{}');
      return true;
    };
    const { code, stderr } = await run(await fileOf('members.csv', HEADER + rows(3)));
    expect(code).toBe(0);
    expect(stderr).toContain('HTTP 429');
    expect(api.arrived).toEqual([1, 1, 1]);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(990);
  });

  it('sends a request again under its number when the answer is lost', async () => {
    let lost = 2;
    api.meddle = (request, _response, body) => {
      if (!body || lost === 0) return false;
      lost -= 1;
      api.accepted.set(body.request_number, body);
      request.socket.destroy();
      return true;
    };
    const { code } = await run(await fileOf('members.csv', HEADER + rows(3)));
    expect(code).toBe(0);
    expect(api.arrived).toEqual([1, 1, 1]);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'goes on after a %s with exact totals, sending nothing twice',
    async (signal) => {
      const file = await fileOf('members.csv', `${HEADER}${rows(4500)}x@example.com,A,B,pl\nbad\n`);
      const acknowledged: number[] = [];
      api.meddle = (_request, response, body) => {
        // The third request is never answered: the command is ended while it waits.
        if (body && body.request_number > 2) return true;
        response.on('finish', () => body && acknowledged.push(body.request_number));
        return false;
      };
      const child = spawn(process.execPath, [ENTRY, ...argumentsFor(file, [])], { stdio: 'ignore' });
      const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
      while (!(await readFile(`${file}.import`, 'utf8').catch(() => '')).includes('"done":2')) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      child.kill(signal);
      expect(await ended).toBe(signal === 'SIGINT' ? 130 : null);

      expect((await run(file)).stderr).toContain('--resume');
      api.meddle = () => false;
      api.arrived.length = 0;
      const { code, stdout } = await run(file, '--resume');
      expect(code).toBe(3);
      expect(JSON.parse(stdout)).toMatchObject({ created: 4500, refused: 1, unmapped: 1 });
      expect(api.arrived.sort()).toEqual([3, 4, 5]);
      expect(new Set(membersSent().map(({ properties }) => properties.email)).size).toBe(4501);
      const lines = (await contentOf(`${file}.errors.csv`)).split('\n').map((line) => line.split(',')[0]);
      expect(lines).toEqual(['\uFEFFline', '4502', '4503', '']);
      expect(existsSync(`${file}.import`)).toBe(false);
    },
  );

  it('looks at the file before it asks the API', async () => {
    const asked: unknown[] = [];
    api.meddle = ({ url }) => {
      asked.push(url);
      return false;
    };
    const { code, stderr } = await run('nowhere.csv');
    expect(code).toBe(1);
    expect(stderr).toContain('The file cannot be read');
    expect(asked).toEqual([]);
  });

  it('gives up soon where no API answers', async () => {
    await api.stop();
    const { code, stderr } = await run(await fileOf('members.csv', HEADER + rows(3)));
    expect(code).toBe(1);
    expect(stderr.match(/trying again/g)).toHaveLength(4);
    expect(JSON.parse(stderr.slice(stderr.indexOf('{'))).message).toContain('cannot be reached');
  });

  it('ends with 130 when it is interrupted before the API has answered', async () => {
    const file = await fileOf('members.csv', HEADER + rows(3));
    const asked = new Promise<void>((resolve) => {
      api.meddle = () => {
        resolve();
        return true;
      };
    });
    const child = spawn(process.execPath, [ENTRY, ...argumentsFor(file, [])]);
    const said = text(child.stdout);
    const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
    await asked;
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(await said).toBe('Interrupted before anything was sent.\n');
  });

  it('refuses to resume nothing, or a file whose sent rows have changed or are gone', async () => {
    const file = await fileOf('members.csv', HEADER + rows(1003));
    expect(await run(file, '--resume')).toMatchObject({ code: 1 });
    api.meddle = (_request, response, body) => {
      if (body?.request_number === 2) response.writeHead(403).end('{"error":"no"}');
      return body?.request_number === 2;
    };
    expect((await run(file)).stderr).toContain('The token lacks the permit');
    for (const content of [rows(1003).replace('p7@', 'p0007@'), `\n${rows(1003)}`]) {
      await writeFile(file, HEADER + content);
      const { code, stderr } = await run(file, '--resume');
      expect(code).toBe(1);
      expect(stderr).toMatch(/Rows on lines \d+ to \d+ were sent and have changed since/);
      expect(stderr).not.toContain('Continue with --resume');
    }
    await writeFile(file, HEADER);
    expect((await run(file, '--resume')).stderr).toContain('are no longer in the file');
  });

  it('resumes with the mapping that it began with, and with no other', async () => {
    const content = `E-mail;Navn;last name\n${rows(1003).replaceAll(/^([^,]*),([^,]*),([^,]*),no$/gm, '$1;$2;$3')}`;
    const file = await fileOf('members.csv', content);
    const mapping = ['--map', 'Navn=first_name', '--save-mapping', `${file}.json`];
    api.meddle = (_request, response, body) => {
      if (body?.request_number === 2) response.writeHead(403).end('{"error":"no"}');
      return body?.request_number === 2;
    };
    expect(await run(file, ...mapping)).toMatchObject({ code: 1 });
    api.meddle = () => false;
    const other = await run(file, '--map', 'Navn=properties.first_name', '--no-trim', '--resume');
    expect(other.stderr).toContain('It had another mapping: the import cannot be resumed');
    const { code, stdout } = await run(file, '--mapping', `${file}.json`, '--resume');
    expect([code, JSON.parse(stdout).created]).toEqual([0, 1003]);
    expect(membersSent()[0].properties).toEqual({ email: 'p0@example.com', first_name: 'P', last_name: '0' });
  });

  it('resumes a file that was mended behind the rows that were sent', async () => {
    // Large enough that the fault is found after the first rows were sent.
    const long = rows(5000).replaceAll(',P,', `,${'P'.repeat(100)},`);
    const file = await fileOf('members.csv', `${HEADER}${long}"broken"quote,A,B,no\n${rows(2, 6000)}`);
    const stopped = await run(file);
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toMatch(/not CSV from line 5002.*Continue with --resume/s);
    expect(api.arrived).toContain(1);
    await writeFile(file, `${HEADER}${long}mended@example.com,A,B,no\n${rows(2, 6000)}`);
    const { code, stdout } = await run(file, '--resume');
    expect([code, JSON.parse(stdout).created]).toEqual([0, 5003]);
    expect(api.arrived.sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('halves a request that the API refuses for a row until the row is found', async () => {
    api.meddle = (_request, response, body) => {
      if (!body?.members.some(({ properties }) => properties.first_name === 'Odd')) return false;
      response.writeHead(422, { 'x-error-code': 'invalid_members' }).end('{"error":"invalid_members"}');
      return true;
    };
    const odd = 'odd@example.com,Odd,B,no\n';
    const text = `${HEADER}${rows(700)}${odd}x@example.com,A,B,pl\n${rows(400, 800)}`;
    const file = await fileOf('members.csv', text);
    const { code, stdout } = await run(file);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ created: 1100, refused: 2, unmapped: 0, lost: 0 });
    expect(membersSent()).toHaveLength(1101);
    const lines = (await contentOf(`${file}.errors.csv`)).trim().split('\n');
    expect(lines).toEqual([
      'line,member,property,error,details,reason',
      '702,,,request_refused,,invalid_members',
      expect.stringMatching(/^703,x@example.com,language,value_not_match/),
    ]);
    expect(existsSync(`${file}.import`)).toBe(false);
  });

  it('halves nothing where the request itself is refused', async () => {
    api.meddle = (_request, response, body) => {
      const code = 'invalid_import_id';
      if (body) response.writeHead(422, { 'x-error-code': code }).end(`{"error":"${code}"}`);
      return body !== undefined;
    };
    const { stdout } = await run(await fileOf('members.csv', HEADER + rows(20)));
    expect(JSON.parse(stdout)).toMatchObject({ created: 0, refused: 20 });
    expect(api.arrived).toEqual([1]);
  });

  it('leaves odd rows of JSONL out with a reason, with --dry-run and without, and sends the others', async () => {
    const properties = '"first_name":"A","last_name":"B","birthday":"1990-10-23"';
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    const lines = [
      `{"email":"a@example.com",${properties}}`,
      `{"email":"b@example.com",${properties},"child_birth_years":1e400}`,
      `{"email":"c@example.com",${properties},"child_birth_years":[9007199254740993]}`,
      `{"email":"d@example.com",${properties},"__proto__":{"x":1}}`,
      `{"email":"e@example.com",${properties},"constructor":{"prototype":1}}`,
      `{"email":"f@example.com",${properties},"interests":${nested(30)}}`,
      `{"email":"g@example.com",${properties},"interests":${nested(18)}}`,
      `{"properties":{"email":"h@example.com",${properties}},"sms_enabled":"false"}`,
      `{"email":"i@example.com",${properties.replace('"A"', '"A\u2028\u2029\u0085B"')}}`,
    ];
    const file = await fileOf('members.jsonl', lines.join('\n'));
    const found = async (path: string) =>
      (await contentOf(path))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ line, error, reason }) => [line, error, reason]);
    const complex = 'The row is nested too deeply, or an object of it has too many keys';
    const left = [
      [2, 'not_sent', 'The number 1e400 cannot be stored exactly'],
      [3, 'not_sent', 'The number 9007199254740993 cannot be stored exactly'],
      [4, 'not_sent', 'The row has the key __proto__'],
      [5, 'not_sent', 'The row has the key constructor'],
      [6, 'not_sent', complex],
      [7, 'not_sent', complex],
      [8, 'not_sent', 'sms_enabled is not true or false'],
    ];
    const dry = await run(file, '--dry-run');
    expect(JSON.parse(dry.stdout)).toMatchObject({ rows: 9, good: 2, unmapped: 7, invalid: 0 });
    expect(await found(`${file}.dry-run.errors.jsonl`)).toEqual(left);
    const { code, stdout } = await run(file);
    expect([code, JSON.parse(stdout).created]).toEqual([3, 2]);
    expect(await found(`${file}.errors.jsonl`)).toEqual(left);
    expect(membersSent().map(({ properties }) => properties.first_name)).toEqual([
      'A',
      'A\u2028\u2029\u0085B',
    ]);
  });

  it('reads a JSON array, and says what to do with one object over many lines', async () => {
    const member = '{"email":"a@example.com","first_name":"A","last_name":"B"}';
    expect(await run(await fileOf('members.json', `\uFEFF\n[\n${member}\n]`))).toMatchObject({ code: 0 });
    expect(membersSent()).toEqual([{ properties: JSON.parse(member) }]);
    api.arrived.length = 0;
    const { code, stderr } = await run(await fileOf('members.jsonl', '{\n"members":[]\n}'));
    expect([code, api.arrived]).toEqual([1, []]);
    expect(stderr).toContain('must be an array of members, or JSON Lines');
    expect(stderr).not.toContain('--resume');
  });

  it('reads what spreadsheets write: sep= and ="digits"', async () => {
    const row = 'a@example.com;="4790000001";"=""4790000002""";"=1+1";="no"';
    const text = `\uFEFFsep=;\r\nemail;msisdn;first_name;last_name;language\r\n${row}\r\n`;
    expect(await run(await fileOf('members.csv', text))).toMatchObject({ code: 0 });
    expect(membersSent()).toEqual([
      {
        properties: {
          email: 'a@example.com',
          msisdn: '4790000001',
          first_name: '4790000002',
          last_name: '=1+1',
          language: 'no',
        },
      },
    ]);
  });

  it('names unknown columns and what was probably meant, before anything is sent', async () => {
    const file = await fileOf('members.csv', `email,frist_name,shoe\n${rows(1)}`);
    const { code, stderr } = await run(file);
    expect(code).toBe(1);
    expect(JSON.parse(stderr).message).toContain('"frist_name" (did you mean "first_name"?)');
    expect(JSON.parse(stderr).message).toContain('"shoe"');
  });

  it('says what is missing on the command line with exit code 2', async () => {
    const file = await fileOf('members.csv', HEADER);
    expect(await runLoyalty(['members', 'import', file, '--club', 'mall'])).toMatchObject({ code: 2 });
    expect(await run(file, '--by', 'email')).toMatchObject({ code: 2 });
    expect(await run(file, '--operation', 'delete')).toMatchObject({ code: 2 });
  });

  it('updates from JSONL, members or bare properties, by the identifier asked for', async () => {
    const lines = [
      '{"email":"a@example.com","first_name":"A"}',
      '{"id":3,"properties":{"email":"b@example.com"}}',
    ];
    const file = await fileOf('members.jsonl', `${lines.join('\n')}\n[]\n{"first_name":"C"}\n`);
    const { code } = await run(file, '--operation', 'update', '--by', 'email', '--multi-values', 'append');
    expect(code).toBe(3);
    expect(api.accepted.get(1)).toMatchObject({
      operation: 'update',
      member_identifier_type: 'email',
      multi_values_update_mode: 'append',
      members: [
        { properties: { email: 'a@example.com', first_name: 'A' } },
        { id: 3, properties: { email: 'b@example.com' } },
      ],
    });
    const errors = (await contentOf(`${file}.errors.jsonl`))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(errors).toMatchObject([
      { line: 3, reason: 'The line is not a JSON object' },
      { line: 4, reason: 'The row has no email' },
    ]);
  });
});
