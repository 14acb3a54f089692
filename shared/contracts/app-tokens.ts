import type { EndpointContract } from './endpoint.ts';
import { bodyWithErrorTree } from './tree-body.ts';

const common = {
  family: 'members',
  replies: { 200: { type: 'object', properties: {}, additionalProperties: false } },
  timeout: 15,
} as const;

/** One Firebase token; an empty one removes what there is (contract §6.1). */
const ONE_TOKEN = bodyWithErrorTree({ app_token: {}, app_platform: {} });

export const membersUpdateAppToken = {
  ...common,
  id: 'members.update-app-token',
  summary: "Set or remove a member's app token",
  methods: ['PUT'],
  paths: ['members/:id/update_app_token'],
  parameters: { id: 'id' },
  permit: 'BL:Api:Members:UpdateAppToken',
  memberToken: false,
  body: ONE_TOKEN,
  errors: ['member_not_found', 'parameters_invalid', 'busy'],
  grants: ['table:read', 'table:write'],
} as const satisfies EndpointContract;

const own = {
  ...common,
  parameters: {},
  memberToken: true,
  errors: ['oauth_token_invalid', 'member_not_found', 'parameters_invalid', 'busy'],
  grants: ['table:read', 'table:write', 'secrets'],
} as const;

export const meUpdateAppToken = {
  ...own,
  id: 'me.update-app-token',
  summary: 'Set or remove the app token of the logged-in member',
  methods: ['PUT'],
  paths: ['members/me/update_app_token'],
  permit: 'BL:Api:Members:OAuth:UpdateAppToken',
  body: ONE_TOKEN,
} as const satisfies EndpointContract;

export const meAppTokens = {
  ...own,
  id: 'me.app-tokens',
  summary: 'Register an app installation of the logged-in member',
  methods: ['POST'],
  paths: ['members/me/app_tokens'],
  permit: 'BL:Api:Members:AppTokens:CreateOrUpdate',
  body: bodyWithErrorTree({ token: {}, platform: {}, app_installation_id: {}, firebase_project_slug: {} }),
  // Kept; pushes go through the platform application of the deployment.
  unused: ['firebase_project_slug'],
} as const satisfies EndpointContract;
