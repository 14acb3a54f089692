/** How long the function may still run. */
export interface RemainingTime {
  remainingMilliseconds(): number;
}
