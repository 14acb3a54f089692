import type { ApiFamily } from '#shared/contracts/endpoint.ts';
import { hasClub } from '#shared/contracts/pre-handler-errors.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { type Directory, directory } from '#shared/ports/directory.ts';
import type { Client, MiddlewareRequest, RequestCheck, RequestClub, StepOptions } from '../request.ts';

type Headers = MiddlewareRequest['internal']['headers'];

const ownHeader = (headers: Headers): string => headers['x-client-authorization'] ?? '';

/** Where a request carries its client token. A scheme may precede the documented plain token (RFC 6750 §2.1). */
const TOKEN_IN: Readonly<Record<ApiFamily, (headers: Headers) => string>> = {
  members: ownHeader,
  messages: ownHeader,
  tokens: (headers) => (headers['authorization'] ?? '').replace(/^Bearer +/i, ''),
};

const unauthorized = () => new LoyaltyError('client_unauthorized');

/** A limit to customers excludes clubs without a customer, and does not reveal which clubs exist. */
const isForCustomerOf = ({ customers }: Client, club: RequestClub | undefined): boolean =>
  customers === null || (club?.customer_id !== undefined && customers.includes(club.customer_id));

const clubFor = async (
  client: Client,
  { slug, product }: MiddlewareRequest['internal'],
  findClub: Directory['club'],
): Promise<RequestClub> => {
  const forClub = client.clubs === null || client.clubs.includes(slug);
  const forProduct = client.product === null || client.product === product;
  if (!forClub || !forProduct) throw unauthorized();
  const club = await findClub(slug);
  if (!isForCustomerOf(client, club)) throw unauthorized();
  if (!club) throw new LoyaltyError('club_not_found');
  if (!Object.hasOwn(club.products, product)) throw unauthorized();
  return club;
};

/**
 * 401 for an unknown token and for one that is not for this club or this product; 404 for a club that does
 * not exist, which only a token without a club limit can get (contract §1.2.1, steps 3-5).
 */
export const clientAuthorization = ({ contract, runtime }: StepOptions): RequestCheck => ({
  name: 'client-authorization',
  async before({ internal }) {
    const { client: findClient, club: findClub } = runtime().use(directory);
    const client = await findClient(TOKEN_IN[contract.family](internal.headers));
    if (!client) throw unauthorized();
    internal.client = client;
    if (hasClub(contract.family)) internal.club = await clubFor(client, internal, findClub);
  },
});
