import type { View } from '../view.ts';
import { importView } from './import.ts';
import { jobView } from './job.ts';
import { jobs } from './jobs.ts';
import { member } from './member.ts';
import { members } from './members.ts';
import { metrics } from './metrics.ts';
import { outbox } from './outbox.ts';
import { outboxMessage } from './outbox-message.ts';
import { overview } from './overview.ts';
import { queues } from './queues.ts';
import { requests } from './requests.ts';
import { sending } from './sending.ts';
import { sendings } from './sendings.ts';

/** In the order of the navigation. */
export const VIEWS: readonly View[] = [
  overview,
  outbox,
  outboxMessage,
  members,
  member,
  jobs,
  jobView,
  importView,
  sendings,
  sending,
  queues,
  metrics,
  requests,
];
