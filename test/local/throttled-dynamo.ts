import { startDynamo } from '../../local/engines/dynamodb.ts';
import { type Endpoint, readBody, serveLoopback } from '../../local/engines/loopback.ts';

const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };
const THROTTLED = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
  message: 'Throughput exceeds the current capacity of your table or index.',
});

/** DynamoDB Local, which throttles nobody, behind a door that does. @param isThrottled hears each operation by name */
export const startThrottledDynamo = async (
  isThrottled: (operation: string) => boolean,
): Promise<Endpoint> => {
  const dynamo = await startDynamo();
  const door = await serveLoopback({}, async (request, response) => {
    const body = await readBody(request);
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    if (isThrottled(operation)) {
      response.writeHead(400, JSON_1_0).end(THROTTLED);
      return;
    }
    const { host: _, 'content-length': __, connection: ___, ...headers } = request.headers;
    const reply = await fetch(dynamo.url, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body,
    });
    response.writeHead(reply.status, JSON_1_0).end(Buffer.from(await reply.arrayBuffer()));
  });
  return {
    ...door,
    async stop() {
      await door.stop();
      await dynamo.stop();
    },
  };
};
