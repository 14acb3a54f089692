import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import schemaEvent from '../../events/api-gateway/clubs.schema.json' with { type: 'json' };
import lostEvent from '../../events/api-gateway/router.not-found.json' with { type: 'json' };
import { buildFunctions } from '../../infra/build.ts';

/** Outside of the project, as in Lambda: what is not in the bundle cannot be found. */
const elsewhere = (): string => join(mkdtempSync(join(tmpdir(), 'loyalty-build-')), 'functions');

/** Not the transforming `import` of the test runner. */
const load = createRequire(import.meta.url);

afterEach(() => vi.unstubAllEnvs());

describe('the build', () => {
  it('makes a folder per function whose bundle stands alone and finds the credentials of its role', async () => {
    const codeDirectory = elsewhere();
    await buildFunctions({ ids: ['clubs.schema'], codeDirectory });
    const signatures: (string | undefined)[] = [];
    const table = createServer((request, response) => {
      signatures.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
    });
    await new Promise<void>((resolve) => table.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'ROLEKEY');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-secret');
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${(table.address() as AddressInfo).port}`);
    vi.stubEnv('TABLE_NAME', 'loyalty');

    const { handler } = load(join(codeDirectory, 'clubs/schema'));
    const reply = await handler(schemaEvent, {});
    table.close();

    // No such client in an empty table.
    expect(reply.statusCode).toBe(401);
    expect(signatures[0]).toContain('Credential=ROLEKEY/');
  });

  it('names every id without a handler file, and the file', async () => {
    const ids = ['clubs.schema', 'members.juggle', 'clubs.dissolve'];
    await expect(buildFunctions({ ids, codeDirectory: elsewhere() })).rejects.toThrow(
      /members\.juggle: functions\/members\/juggle\.ts\n {2}clubs\.dissolve: functions\/clubs\/dissolve\.ts/,
    );
  });
});

describe('the default route', () => {
  it('answers 404 as JSON with the request id, and touches nothing', async () => {
    const codeDirectory = elsewhere();
    await buildFunctions({ ids: ['router.not-found'], codeDirectory });
    const { handler } = load(join(codeDirectory, 'router/not-found'));

    const reply = await handler(lostEvent);

    expect(reply.statusCode).toBe(404);
    expect(JSON.parse(reply.body)).toEqual({ error: 'Not found' });
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-request-id': lostEvent.requestContext.requestId,
    });
  });
});
