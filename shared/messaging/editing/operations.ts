import type { Permit } from '#shared/contracts/permits.ts';
import type { BulkOperationName } from '#shared/domain/messaging/bulk-operations.ts';
import type { Operation } from './operation.ts';
import { createMessage, deleteMessage, updateMessage } from './operations/messages.ts';
import { cancelSending, createSending, updateSending } from './operations/sendings.ts';

interface OperationRow {
  /** Of the original endpoint; a bulk needs it as well (contract §5.1.1). */
  readonly permit: Permit;
  readonly run: Operation;
}

/** Every operation, once: endpoints and bulks run these. */
export const OPERATIONS = {
  'message.create': { permit: 'Messages:Api:Messages:Create', run: createMessage },
  'message.update': { permit: 'Messages:Api:Messages:Update', run: updateMessage },
  'message.delete': { permit: 'Messages:Api:Messages:Destroy', run: deleteMessage },
  'sending.create': { permit: 'Messages:Api:Sendings:Create', run: createSending },
  'sending.update': { permit: 'Messages:Api:Sendings:Update', run: updateSending },
  'sending.cancel': { permit: 'Messages:Api:Sendings:Update', run: cancelSending },
} as const satisfies Record<BulkOperationName | 'message.delete' | 'sending.cancel', OperationRow>;

export type OperationName = keyof typeof OPERATIONS;
