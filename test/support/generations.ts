/** A member that the product `default` changed last, answered by a 2017 path, as either generation answers it. */
export const inGeneration = (generation: 0 | 1, member: object): object =>
  generation === 0 ? member : { ...member, updated_channel: 'default', updated_subchannel: null };
