/** A message as SNS puts it into a queue; what it is about is in the text. */
export interface Notification {
  readonly Type: 'Notification';
  readonly Message: string;
  /** ISO 8601 UTC. */
  readonly Timestamp: string;
}

/** Its form is Amazon's and may grow, so nothing is asked about the rest. */
export const isNotification = (data: unknown): boolean => {
  if (typeof data !== 'object' || data === null) return false;
  const { Type, Message, Timestamp } = data as Partial<Notification>;
  return (
    Type === 'Notification' && typeof Message === 'string' && !Number.isNaN(Date.parse(String(Timestamp)))
  );
};

/** The text of a log line as SNS would have sent it, for what SNS writes to logs only. */
export const notificationOf = (Message: string, at: number): Notification => ({
  Type: 'Notification',
  Message,
  Timestamp: new Date(at).toISOString(),
});
