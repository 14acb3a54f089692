import { DEMO_CLUBS } from '../seed.ts';

/** The part of a bulk job's status that the demo shows (contract §3.2). */
export interface JobStatus {
  readonly status: string;
  readonly bulk_jobs: number;
  readonly bulk_jobs_done: number;
  readonly members_created_number: number;
  readonly members_updated_number: number;
  readonly members_with_validation_errors_number: number;
  readonly errors: readonly { readonly position: number; readonly errors: object }[];
}

const [{ slug, secret }] = DEMO_CLUBS;
const BULKS = `/api/v3/loyalty_clubs/${slug}/members/bulks/create_or_update`;

const request = async <T>(url: string, init: RequestInit = {}): Promise<T> => {
  const reply = await fetch(url, {
    ...init,
    headers: {
      'Content-Type': 'application/json',
      'X-Client-Authorization': secret,
      'X-Product-Name': 'default',
      'X-User-Agent': 'demo',
    },
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${init.method ?? 'GET'} ${url} answered ${reply.status}: ${text}`);
  return JSON.parse(text) as T;
};

/**
 * @param job the job to add to; absent = a new one
 * @returns the job id
 */
export const sendBulk = async (url: string, members: readonly object[], job?: string): Promise<string> => {
  const body = JSON.stringify({ members, job_id: job });
  const { job_id } = await request<{ job_id: string }>(`${url}${BULKS}`, { method: 'POST', body });
  return job_id;
};

const ENDED = new Set(['finished', 'fatal_error']);

/** Asks for the status until the job has ended, telling each answer. */
export const followJob = async (
  url: string,
  job: string,
  tell: (status: JobStatus) => void,
): Promise<JobStatus> => {
  for (;;) {
    const status = await request<JobStatus>(`${url}${BULKS}/${job}`);
    tell(status);
    if (ENDED.has(status.status)) return status;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
};

/** Whether a local stack answers there. */
export const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/_local/health`)).ok;
  } catch {
    return false;
  }
};
