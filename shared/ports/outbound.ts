import { ENV } from '#shared/env-names.ts';
import { createPostJson, type PostJson } from '#shared/outbound/post-json.ts';
import type { Port } from '#shared/runtime.ts';

/** The only way to an address that a club chose (threat T19). */
export const postJson: Port<PostJson> = (runtime) =>
  createPostJson({ loopback: runtime.find(ENV.outboundLoopback) === 'true' });
