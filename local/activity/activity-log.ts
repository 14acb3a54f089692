import type { Activity, JobActivity, RequestActivity } from './activity.ts';

const MAX_REQUESTS = 1000;
const MAX_JOBS = 200;

/** The newest activity, for the console. */
export interface ActivityLog {
  add(activity: Activity): void;
  /** Newest first. */
  requests(): readonly RequestActivity[];
  /** The newest state of each request of the newest jobs and imports, newest first. */
  jobs(): readonly JobActivity[];
}

/** @param onAdd called with each activity */
export const createActivityLog = (onAdd: (activity: Activity) => void): ActivityLog => {
  const requests: RequestActivity[] = [];
  const jobs = new Map<string, JobActivity>();

  const keepJob = (job: JobActivity): void => {
    const name = [job.club, job.source, job.id, job.request].join(' ');
    jobs.delete(name);
    jobs.set(name, job);
    const [oldest] = jobs.keys();
    if (jobs.size > MAX_JOBS && oldest !== undefined) jobs.delete(oldest);
  };

  return {
    add(activity) {
      if (activity.kind === 'job') keepJob(activity);
      if (activity.kind === 'request') {
        requests.push(activity);
        if (requests.length > MAX_REQUESTS) requests.shift();
      }
      onAdd(activity);
    },
    requests: () => requests.toReversed(),
    jobs: () => [...jobs.values()].toReversed(),
  };
};
