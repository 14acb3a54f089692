import type { TargetRules } from '#shared/domain/outbound/target.ts';
import { ENV } from '#shared/env-names.ts';
import { createPostJson, type PostJson } from '#shared/outbound/post-json.ts';
import type { Port } from '#shared/runtime.ts';

/** Which addresses a club may choose. */
export const outboundRules: Port<TargetRules> = (runtime) => ({
  loopback: runtime.find(ENV.outboundLoopback) === 'true',
});

/** The only way to an address that a club chose (threat T19). */
export const postJson: Port<PostJson> = (runtime) => createPostJson(runtime.use(outboundRules));
