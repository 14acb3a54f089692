import { SNSClient } from '@aws-sdk/client-sns';
import { type ForgetDevices, forgetDevicesAt } from '#shared/delivery/push-devices.ts';
import type { Port } from '#shared/runtime.ts';
import { REPEATED_BY_SDK } from './aws-calls.ts';

/** Forgets devices at the provider. Repeating is safe here, so the SDK may. */
export const forgetDevices: Port<ForgetDevices> = () => forgetDevicesAt(new SNSClient(REPEATED_BY_SDK));
