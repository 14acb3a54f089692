import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { PageHandler } from '#shared/http/page.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { inRole } from './role.ts';
import type { World } from './world.ts';

export type PageName = 'unsubscribe' | 'verify-email' | 'reset-password' | 'secure-account';

interface Visit {
  readonly form?: string | undefined;
  readonly base64?: boolean;
  readonly headers?: Record<string, string>;
}

/** A browser that follows a link of a mail, or posts the form behind it. */
export const visit = async (
  world: World,
  name: PageName,
  method: 'GET' | 'POST',
  token: string,
  options: Visit = {},
) => {
  world.enter();
  const handler = await loadFunction<PageHandler>(`pages.${name}`);
  const { form, base64 = false, headers = {} } = options;
  const event = {
    version: '2.0',
    headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', ...headers },
    pathParameters: { token },
    requestContext: { requestId: 'request-1', domainName: 'evil.example', http: { method } },
    ...(form !== undefined && { body: base64 ? Buffer.from(form).toString('base64') : form }),
    isBase64Encoded: base64,
  } as unknown as APIGatewayProxyEventV2;
  const context = lambdaContext({ functionName: `pages.${name}` });
  const reply = await inRole(`pages.${name}`, () => handler(event, context));
  return {
    status: reply.statusCode,
    html: reply.body ?? '',
    headers: reply.headers as Record<string, string>,
  };
};
