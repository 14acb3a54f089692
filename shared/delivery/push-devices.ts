import { DeleteEndpointCommand, type SNSClient } from '@aws-sdk/client-sns';
import { outcomeOfError } from './provider-answers.ts';

/** Forgets the endpoints of devices, and with them their tokens. */
export type RemoveDevices = (endpoints: readonly string[]) => Promise<void>;

/**
 * Deleting what is not there is no error at SNS, so this can be repeated; what SNS will never take is left out.
 * @throws whatever another try may mend
 */
export const removeDevicesAt =
  (client: SNSClient): RemoveDevices =>
  async (endpoints) => {
    for (const EndpointArn of endpoints) {
      try {
        await client.send(new DeleteEndpointCommand({ EndpointArn }));
      } catch (error) {
        const isGone = error instanceof Error && error.name === 'NotFoundException';
        if (!isGone && outcomeOfError(error).state !== 'failed') throw error;
      }
    }
  };
