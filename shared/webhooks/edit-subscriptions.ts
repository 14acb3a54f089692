import { newSecretToken, newSigningSecret } from '#shared/crypto/webhook-secrets.ts';
import { allocateIds } from '#shared/data/table/counters.ts';
import { findSubscriptions, storeSubscriptions } from '#shared/data/webhooks/subscriptions.ts';
import { refuseProblems } from '#shared/domain/validation/invalid-parameters.ts';
import { at, problem } from '#shared/domain/validation/problem.ts';
import { required } from '#shared/domain/validation/rules.ts';
import {
  MOST_SUBSCRIPTIONS,
  rotatedSecrets,
  type Subscription,
} from '#shared/domain/webhooks/subscription.ts';
import {
  chosenToken,
  isRotation,
  isSubscriptionCreation,
  isSubscriptionUpdate,
  overlapHours,
  subscriptionSettingsAfter,
} from '#shared/domain/webhooks/subscription-payload.ts';
import { type ShownSecrets, subscriptionView } from '#shared/domain/webhooks/subscription-view.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { outboundRules } from '#shared/ports/outbound.ts';
import { CONFLICT, recordConflict, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import { keptSecret } from './sealed-secrets.ts';

/** Key of requests and replies. */
const WRAPPER = 'members_changes_subscription';

type Subscriptions = readonly Subscription[];

interface Edit {
  readonly after: Subscriptions;
  /** The subscription that the reply shows. */
  readonly shown: Subscription;
  readonly secrets?: ShownSecrets;
}

/** Changes the subscriptions of a club on the version that was read. @throws LoyaltyError conflict */
const edit = (
  runtime: Runtime,
  club: string,
  change: (before: Subscriptions) => Promise<Edit>,
): Promise<ReturnType<typeof subscriptionView>> =>
  retryOnConflict(
    runtime,
    async () => {
      const db = runtime.use(database);
      const seen = await findSubscriptions(db, club);
      const { after, shown, secrets } = await change(seen?.entity ?? []);
      const isStored = await storeSubscriptions(db, club, { seen, after });
      return isStored ? subscriptionView(shown, runtime.now(), secrets) : CONFLICT;
    },
    { exhausted: recordConflict },
  );

/** @throws LoyaltyError subscription_not_found */
const subscriptionIn = (subscriptions: Subscriptions, id: number): Subscription => {
  const found = subscriptions.find((one) => one.id === id);
  if (!found) throw new LoyaltyError('subscription_not_found');
  return found;
};

const replaced = (before: Subscriptions, changed: Subscription): Subscriptions =>
  before.map((one) => (one.id === changed.id ? changed : one));

const refuseOneMore = (before: Subscriptions): void => {
  if (before.length >= MOST_SUBSCRIPTIONS)
    refuseProblems(at(WRAPPER, [problem('size_too_large', before.length, { number: MOST_SUBSCRIPTIONS })]));
};

/**
 * Subscribes to changes of a club's members.
 * @param payload without its wrapper; unknown in every respect
 * @returns the subscription as it is answered, with its secrets
 * @throws LoyaltyError parameters_invalid, conflict
 */
export const createSubscription = (
  runtime: Runtime,
  { club, product }: Pick<Subscription, 'club' | 'product'>,
  payload: unknown,
) =>
  edit(runtime, club, async (before) => {
    const context = { ...runtime.use(outboundRules), others: before };
    refuseProblems(at(WRAPPER, required(isSubscriptionCreation(context))(payload)));
    refuseOneMore(before);
    const id = await allocateIds(runtime.use(database), club, 'webhooks', 1);
    const secrets = {
      secret_token: chosenToken(payload) ?? newSecretToken(),
      signing_secret: newSigningSecret(),
    };
    const now = runtime.now().toISOString();
    const shown: Subscription = {
      ...subscriptionSettingsAfter(payload),
      id,
      club,
      product,
      secret_token: await keptSecret(runtime, { club, id }, secrets.secret_token),
      signing_secrets: [
        { ...(await keptSecret(runtime, { club, id }, secrets.signing_secret)), expires_at: null },
      ],
      created_at: now,
      updated_at: now,
    };
    return { after: [...before, shown], shown, secrets };
  });

/**
 * Changes a subscription; what is left out stays. Events to another URL show what the product of the caller sees, so
 * that no product has more sent to itself than it may read (threat T43).
 * @throws LoyaltyError subscription_not_found, parameters_invalid, conflict
 */
export const updateSubscription = (
  runtime: Runtime,
  { club, product, id }: Pick<Subscription, 'club' | 'product' | 'id'>,
  payload: () => unknown,
) =>
  edit(runtime, club, async (before) => {
    const seen = subscriptionIn(before, id);
    const sent = payload();
    const others = before.filter((one) => one !== seen);
    const context = { ...runtime.use(outboundRules), others };
    refuseProblems(at(WRAPPER, required(isSubscriptionUpdate(context))(sent)));
    const token = chosenToken(sent);
    const settings = subscriptionSettingsAfter(sent, seen);
    const shown: Subscription = {
      ...seen,
      ...settings,
      product: settings.url === seen.url ? seen.product : product,
      ...(token !== undefined && { secret_token: await keptSecret(runtime, seen, token) }),
      updated_at: runtime.now().toISOString(),
    };
    return { after: replaced(before, shown), shown };
  });

/**
 * Makes a new signing secret; the earlier one signs beside it for a while, so that the receiver can change over.
 * @throws LoyaltyError subscription_not_found, parameters_invalid, conflict
 */
export const rotateSecret = (runtime: Runtime, club: string, id: number, body: () => unknown) =>
  edit(runtime, club, async (before) => {
    const seen = subscriptionIn(before, id);
    const sent = body();
    refuseProblems(isRotation(sent));
    const now = runtime.now();
    const signing_secret = newSigningSecret();
    const next = await keptSecret(runtime, seen, signing_secret);
    const shown: Subscription = {
      ...seen,
      signing_secrets: rotatedSecrets(seen, next, { now, overlapHours: overlapHours(sent) }),
      updated_at: now.toISOString(),
    };
    return { after: replaced(before, shown), shown, secrets: { signing_secret } };
  });

/** @returns the subscription as it was @throws LoyaltyError subscription_not_found, conflict */
export const destroySubscription = (runtime: Runtime, club: string, id: number) =>
  edit(runtime, club, async (before) => {
    const shown = subscriptionIn(before, id);
    return { after: before.filter((one) => one !== shown), shown };
  });
