import { CHANNELS, type Channel as ChannelType, type TemplateType } from '#shared/vocabulary.ts';

export type ContentAttribute = 'body' | 'subject' | 'preheader' | 'uri' | 'image_url' | 'bee_json';

interface TemplateTypeRow {
  /** Channels it can be used on. */
  readonly channels: readonly ChannelType[];
  readonly requires: readonly ContentAttribute[];
  readonly allows: readonly ContentAttribute[];
  /** Types that may wrap it. */
  readonly wrappedBy: readonly TemplateType[];
}

/** Types of templates: where they fit, what they hold, what may wrap them (contract §5.2.4). */
export const TEMPLATE_TYPE_RULES = {
  plain: {
    channels: CHANNELS,
    requires: ['body'],
    allows: ['subject', 'preheader', 'uri'],
    wrappedBy: ['generic', 'email', 'bee_email', 'push', 'plain'],
  },
  email: {
    channels: ['email'],
    requires: ['body'],
    allows: ['subject', 'preheader'],
    wrappedBy: ['generic', 'email', 'bee_email'],
  },
  bee_email: {
    channels: ['email'],
    requires: ['body', 'bee_json'],
    allows: ['subject', 'preheader'],
    wrappedBy: ['generic'],
  },
  push: {
    channels: ['push'],
    requires: ['body'],
    allows: ['subject', 'uri', 'image_url'],
    wrappedBy: ['generic', 'push'],
  },
  generic: {
    channels: CHANNELS,
    requires: [],
    allows: ['body', 'subject', 'preheader', 'uri'],
    wrappedBy: ['generic', 'email', 'bee_email', 'push'],
  },
} as const satisfies Record<TemplateType, TemplateTypeRow>;

export const fitsChannel = (type: TemplateType, channel: ChannelType): boolean => {
  const { channels }: TemplateTypeRow = TEMPLATE_TYPE_RULES[type];
  return channels.includes(channel);
};

export const mayWrap = (wrapper: TemplateType, wrapped: TemplateType): boolean => {
  const { wrappedBy }: TemplateTypeRow = TEMPLATE_TYPE_RULES[wrapped];
  return wrappedBy.includes(wrapper);
};

/** Attributes of a type's content, required ones first; others are dropped. */
export const attributesOf = (type: TemplateType): readonly ContentAttribute[] => [
  ...TEMPLATE_TYPE_RULES[type].requires,
  ...TEMPLATE_TYPE_RULES[type].allows,
];
