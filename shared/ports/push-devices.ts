import { SNSClient } from '@aws-sdk/client-sns';
import { type RemoveDevices, removeDevicesAt } from '#shared/delivery/push-devices.ts';
import type { Port } from '#shared/runtime.ts';
import { RETRIED_BY_SDK } from './aws-calls.ts';

/** Forgets devices at the provider. Repeating is safe here, so the SDK may. */
export const removePushDevices: Port<RemoveDevices> = () => removeDevicesAt(new SNSClient(RETRIED_BY_SDK));
