import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPostJson, type OutboundRules } from '#shared/outbound/post-json.ts';
import { resolver } from '#shared/outbound/resolve.ts';
import { postJson } from '#shared/ports/outbound.ts';
import { createRuntime } from '#shared/runtime.ts';
import { type NameRecords, NO_IPV6, startNameServer } from '../support/name-server.ts';
import { RECEIVER_CA, startReceiver } from '../support/receiver.ts';

const open: { close(): void }[] = [];
const closing = <T extends { close(): void }>(one: T): T => {
  open.push(one);
  return one;
};
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

const HOST = 'receiver.example';
const POST = { headers: { 'x-secret-token': 'secret' }, body: '{"a":"ü"}' };

/** A sender that takes 127.0.0.1 for a public address, and asks a name server of the test. */
const senderFor = async (records: NameRecords, rules: OutboundRules = {}) => {
  const names = closing(await startNameServer(records));
  const post = createPostJson({
    resolve: resolver([names.address]),
    loopback: true,
    allows: (address) => address === '127.0.0.1',
    ca: RECEIVER_CA,
    ...rules,
  });
  return { names, post };
};

const toReceiver = async (...[answer, options]: Parameters<typeof startReceiver>) => {
  const receiver = closing(await startReceiver(answer, options));
  const { names, post } = await senderFor({ [HOST]: [['127.0.0.1']] });
  return { receiver, names, post, url: `https://${HOST}:${receiver.port}/hook?a=1` };
};

describe('an outbound request', () => {
  it('posts JSON over TLS to the name, and returns status and text', async () => {
    const { receiver, names, post, url } = await toReceiver();
    expect(await post({ ...POST, url })).toEqual({ status: 200, body: 'thanks', isCut: false });
    expect(receiver.received).toMatchObject([
      {
        url: '/hook?a=1',
        servername: HOST,
        body: POST.body,
        headers: {
          host: `${HOST}:${receiver.port}`,
          'content-type': 'application/json',
          'content-length': '10',
          'x-secret-token': 'secret',
        },
      },
    ]);
    expect(names.questions.toSorted()).toEqual([`A ${HOST}`, `AAAA ${HOST}`]);
  });

  it('uses the name without the dot of a full name, and punycode, in SNI and Host', async () => {
    const receiver = closing(await startReceiver());
    const { post } = await senderFor({
      [HOST]: [['127.0.0.1']],
      'xn--bcher-kva.example': [['127.0.0.1']],
    });
    for (const host of ['RECEIVER.example.', 'bücher.example'])
      expect(await post({ ...POST, url: `https://${host}:${receiver.port}/` })).toMatchObject({
        status: 200,
      });
    expect(receiver.received.map(({ servername }) => servername)).toEqual([HOST, 'xn--bcher-kva.example']);
    expect(receiver.received.map(({ headers }) => headers.host?.split(':')[0])).toEqual([
      HOST,
      'xn--bcher-kva.example',
    ]);
  });

  it('connects to the address that it checked, whatever the name resolves to afterwards', async () => {
    const receiver = closing(await startReceiver());
    const { names, post } = await senderFor({ [HOST]: [['127.0.0.1'], ['127.0.0.2']] });
    const url = `https://${HOST}:${receiver.port}/`;
    expect(await post({ ...POST, url })).toMatchObject({ status: 200 });
    expect(receiver.received.map(({ address }) => address)).toEqual(['127.0.0.1']);
    expect(names.questions).toHaveLength(2);
    expect(await post({ ...POST, url })).toEqual({ failure: 'refused_address' });
    expect(receiver.received).toHaveLength(1);
  });

  it.each([
    ['IPv4 beside a public one', ['127.0.0.1', '127.0.0.2']],
    ['IPv6 beside a public IPv4', ['127.0.0.1', '::1']],
    ['metadata', ['169.254.169.254']],
    ['unique local IPv6', ['fd00:ec2::254']],
    ['mapped IPv6', ['::ffff:7f00:1']],
    ['NAT64', ['64:ff9b::7f00:1']],
  ])('refuses a name with an address that is not public: %s', async (_, addresses) => {
    const receiver = closing(await startReceiver());
    const { post } = await senderFor({ [HOST]: [addresses] });
    expect(await post({ ...POST, url: `https://${HOST}:${receiver.port}/` })).toEqual({
      failure: 'refused_address',
    });
    expect(receiver.received).toEqual([]);
  });

  it('calls nothing of this machine by default', async () => {
    const receiver = closing(await startReceiver(undefined, { tls: false }));
    const names = closing(await startNameServer({ 'hooks.receiver.com': [['127.0.0.1']] }));
    const post = createPostJson({ resolve: resolver([names.address]) });
    const refusals = [];
    for (const url of [
      `http://127.0.0.1:${receiver.port}/`,
      `https://localhost:${receiver.port}/`,
      'https://hooks.receiver.com/',
    ])
      refusals.push(await post({ ...POST, url }));
    expect(refusals).toEqual([
      { failure: 'refused_url' },
      { failure: 'refused_url' },
      { failure: 'refused_address' },
    ]);
    expect(receiver.received).toEqual([]);
  });

  it.each([
    ['true', { status: 200 }],
    [undefined, { failure: 'refused_url' }],
  ])('calls this machine only where the deployment is the local stack: %j', async (setting, outcome) => {
    const receiver = closing(await startReceiver(undefined, { tls: false }));
    const post = createRuntime({ find: () => setting }).use(postJson);
    expect(await post({ ...POST, url: `http://localhost:${receiver.port}/` })).toMatchObject(outcome);
  });

  it('speaks plain HTTP on the local stack, to this machine only', async () => {
    const receiver = closing(await startReceiver(undefined, { tls: false }));
    const { post } = await senderFor({ [HOST]: [['198.51.100.1']] }, { allows: () => true });
    expect(await post({ ...POST, url: `http://localhost:${receiver.port}/` })).toMatchObject({ status: 200 });
    expect(await post({ ...POST, url: `http://${HOST}:${receiver.port}/` })).toEqual({
      failure: 'refused_address',
    });
  });

  it('follows no redirect', async () => {
    const location = 'http://169.254.169.254/latest/meta-data/';
    const { receiver, post, url } = await toReceiver((response) =>
      response.writeHead(307, { location }).end(),
    );
    expect(await post({ ...POST, url })).toMatchObject({ status: 307 });
    expect(receiver.received).toHaveLength(1);
  });

  it('reads the first bytes of an endless answer', async () => {
    const { post, url } = await toReceiver((response) => {
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(1000)));
        response.once('drain', write);
      };
      write();
    });
    const reply = await post({ ...POST, url, maxReplyBytes: 1500 });
    expect(reply).toEqual({ status: 200, body: 'x'.repeat(1500), isCut: true });
  });

  it('says when a receiver asks to wait', async () => {
    const { post, url } = await toReceiver((response) =>
      response.writeHead(429, { 'retry-after': '120' }).end(),
    );
    expect(await post({ ...POST, url })).toMatchObject({ status: 429, retryAfter: '120' });
  });

  it.each<[string, Parameters<typeof startReceiver>[0]]>([
    ['no headers', () => undefined],
    ['a body that does not end', (response) => void response.write('{')],
    [
      'headers that come one byte at a time',
      (response) => void response.socket?.write('HTTP/1.1 200 OK\r\nx'),
    ],
  ])('gives up on %s', async (_, answer) => {
    const { post, url } = await toReceiver(answer);
    expect(await post({ ...POST, url, timeoutMs: 300 })).toEqual({ failure: 'timeout' });
  });

  it('gives up on a name server that does not answer', async () => {
    const { post } = await senderFor({ [HOST]: ['silent'] });
    expect(await post({ ...POST, url: `https://${HOST}/`, timeoutMs: 200 })).toEqual({ failure: 'timeout' });
  });

  it.each<[string, string, Parameters<typeof startReceiver>[0], object]>([
    ['connection', 'a connection that ends', (response) => void response.destroy(), {}],
    [
      'invalid_answer',
      'an answer that is no HTTP',
      (response) => void response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n'),
      {},
    ],
    [
      'connection',
      'an answer that switches protocols',
      (response) =>
        void response.socket?.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        ),
      {},
    ],
    ['tls', 'a certificate of an unknown authority', undefined, { ca: undefined }],
  ])('answers %s for %s', async (failure, _, answer, rules) => {
    const receiver = closing(await startReceiver(answer));
    const { post } = await senderFor({ [HOST]: [['127.0.0.1']] }, rules);
    expect(await post({ ...POST, url: `https://${HOST}:${receiver.port}/` })).toEqual({ failure });
  });

  it('refuses the certificate of another name', async () => {
    const receiver = closing(await startReceiver());
    const { post } = await senderFor({ 'other.example': [['127.0.0.1']] });
    expect(await post({ ...POST, url: `https://other.example:${receiver.port}/` })).toEqual({
      failure: 'tls',
    });
  });

  it('calls a name whose IPv6 addresses are not told', async () => {
    const receiver = closing(await startReceiver());
    const { post } = await senderFor({ [HOST]: [['127.0.0.1', NO_IPV6]] });
    expect(await post({ ...POST, url: `https://${HOST}:${receiver.port}/` })).toMatchObject({ status: 200 });
  });

  it('answers unresolved for a name without addresses, and connection where nothing listens', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const { post } = await senderFor({ [HOST]: [['127.0.0.1']] });
    expect(await post({ ...POST, url: 'https://nowhere.example/' })).toEqual({ failure: 'unresolved' });
    expect(await post({ ...POST, url: `https://${HOST}:${port}/` })).toEqual({ failure: 'connection' });
  });
});
