import { DELIVERIES_PER_PAGE, webhooksDeliveries } from '#shared/contracts/webhook-deliveries.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { deliveryPage } from '#shared/webhooks/delivery-page.ts';

export const handler = endpoint(webhooksDeliveries)(async ({ club, parameters, query }, runtime) => {
  const { per_page: perPage = DELIVERIES_PER_PAGE, cursor } = query();
  const subscription = Number(parameters.id);
  return {
    status: 200,
    body: await deliveryPage(runtime, { club: club.slug, subscription, perPage, cursor }),
  };
});
