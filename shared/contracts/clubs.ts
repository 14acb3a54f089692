import type { EndpointContract } from './endpoint.ts';
import { SCHEMA_MODEL } from './models.ts';

export const clubsSchema = {
  id: 'clubs.schema',
  summary: "The club's member schema",
  methods: ['GET'],
  family: 'members',
  paths: ['member_schema'],
  parameters: {},
  permit: 'BL:Api:Schema:Get',
  memberToken: false,
  replies: { 200: SCHEMA_MODEL },
  errors: [],
  grants: ['table:read'],
  timeout: 10,
} as const satisfies EndpointContract;
