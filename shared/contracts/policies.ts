import type { Permit } from './permits.ts';

/** A named set of permits (contract §1.4): its holders have every permit in it, also those added later. */
export interface Policy {
  readonly description: string;
  /** For the operator's own systems, not for integrators. */
  readonly internal: boolean;
  readonly permits: readonly Permit[];
}

const READ_MEMBERS: readonly Permit[] = [
  'BL:Api:Schema:Get',
  'BL:Api:Members:Check',
  'BL:Api:Members:Get',
  'BL:Api:Members:Index',
];

const MEMBER_APP: readonly Permit[] = [
  'BL:Api:Schema:Get',
  'BL:Api:Members:OAuth',
  'BL:Api:Members:OAuth:Get',
  'BL:Api:Members:OAuth:Update',
  'BL:Api:Members:OAuth:UpdatePassword',
  'BL:Api:Members:OAuth:Destroy',
  'BL:Api:Members:OAuth:UpdateAppToken',
  'BL:Api:Members:AppTokens:CreateOrUpdate',
  'BL:Api:Members:Tokens:Create',
  'BL:Api:Members:Tokens:Verify',
  'BL:Api:Members:ResetPassword',
  'BL:Api:Members:Verify',
  'BL:Api:Members:Emails:Verify',
];

const BULK_IMPORT: readonly Permit[] = [
  'BL:Api:Schema:Get',
  'BL:Api:MemberBulks:CreateOrUpdate',
  'BL:Api:Members:Imports:Create',
  'BL:Api:Members:Imports:Get',
];

const READ_MESSAGES: readonly Permit[] = [
  'Messages:Api:Messages:Get',
  'Messages:Api:Messages:List',
  'Messages:Api:Sendings:Get',
  'Messages:Api:Dispatches:List',
  'Messages:Api:Dispatches:Members:Index',
  'Messages:Api:Settings:Show',
];

/** The first is the example of the documents, to the letter (contract §6.5); the others are ours. */
export const POLICIES = {
  MessagesApiRegularAccess: {
    description: 'Write messages, schedule their sendings and follow them',
    internal: false,
    permits: [
      'Messages:Api:Bulks:Process',
      'Messages:Api:Dispatches:Index',
      'Messages:Api:Messages:Create',
      'Messages:Api:Messages:Get',
      'Messages:Api:Messages:Index',
      'Messages:Api:Messages:Update',
      'Messages:Api:Sendings:Create',
      'Messages:Api:Sendings:Get',
      'Messages:Api:Sendings:Update',
      'Messages:Api:Settings:Show',
    ],
  },
  MessagesApiReadAccess: {
    description: 'Read messages, sendings and dispatches',
    internal: false,
    permits: READ_MESSAGES,
  },
  MembersApiFullAccess: {
    description: 'Everything that can be done with members, except restoring them',
    internal: false,
    permits: [
      ...new Set<Permit>([
        ...READ_MEMBERS,
        'BL:Api:Members:Create',
        'BL:Api:Members:Validate',
        'BL:Api:Members:Update',
        'BL:Api:Members:Destroy',
        'BL:Api:Members:UpdateAppToken',
        'BL:Api:Members:MessagesHistory:List',
        'BL:Api:Members:MessagesHistory:Get',
        ...MEMBER_APP,
        ...BULK_IMPORT,
      ]),
    ],
  },
  MembersApiReadAccess: { description: 'Read and list members', internal: false, permits: READ_MEMBERS },
  MembersApiAppAccess: {
    description: 'Let members log in and manage themselves, for an app or a web site',
    internal: false,
    permits: MEMBER_APP,
  },
  MembersApiBulkImport: {
    description: 'Create and update members in bulk and follow the jobs',
    internal: false,
    permits: BULK_IMPORT,
  },
  TokensApiFullAccess: {
    description: 'Issue, change and revoke client tokens',
    internal: true,
    permits: [
      'Tokens:Api:Tokens:Index',
      'Tokens:Api:Tokens:Show',
      'Tokens:Api:Tokens:Create',
      'Tokens:Api:Tokens:Update',
      'Tokens:Api:Tokens:Destroy',
      'Permits:Api:Permits:Index',
      'Policies:Api:Policies:Index',
    ],
  },
} as const satisfies Record<string, Policy>;

export type PolicyName = keyof typeof POLICIES;

export const isPolicy = (name: string): name is PolicyName => Object.hasOwn(POLICIES, name);

/** What a token may do: its own permits and those of its policies. A policy that is no more gives nothing. */
export const effectivePermits = ({
  permits,
  policies,
}: {
  readonly permits: readonly string[];
  readonly policies: readonly string[];
}): readonly string[] => [
  ...new Set([...permits, ...policies.filter(isPolicy).flatMap((name) => POLICIES[name].permits)]),
];
