import { clubsSchema } from '#shared/contracts/clubs.ts';
import { schemaView } from '#shared/domain/member-schema/view.ts';
import { endpoint } from '#shared/http/endpoint.ts';

export const handler = endpoint(clubsSchema)(async ({ club }) => ({ status: 200, body: schemaView(club) }));
