/** Permits of client tokens (contract §1.4): exact, case-sensitive strings without wildcards. */
export const PERMITS = {
  'BL:Api:Members:OAuth': 'Log members in, refresh, revoke and inspect their tokens',
  'BL:Api:Schema:Get': "Read the club's member schema",
  'BL:Api:Members:Check': 'Ask whether a member exists and can log in',
  'BL:Api:Members:Get': 'Read members',
  'BL:Api:Members:Index': 'List members',
  'BL:Api:Members:Create': 'Create members',
  'BL:Api:Members:Validate': 'Check a member without creating it',
  'BL:Api:Members:Update': 'Update members',
  'BL:Api:Members:Destroy': 'Remove members',
  'BL:Api:Members:Tokens:Create': 'Send password reset mails',
  'BL:Api:Members:Tokens:Verify': 'Check password reset tokens',
  'BL:Api:Members:ResetPassword': 'Reset passwords with a mailed token',
  'BL:Api:Members:Verify': 'Unsubscribe members with a mailed token',
  'BL:Api:Members:Emails:Verify': 'Verify e-mail addresses with a mailed token',
  'BL:Api:MemberBulks:CreateOrUpdate': 'Create or update members in bulk and follow the job',
  'BL:Api:Members:Imports:Create': 'Start members imports',
  'BL:Api:Members:Imports:Restore': 'Restore members of another system by imports',
  'BL:Api:Members:Imports:Get': 'Follow members imports',
  'BL:Api:MembersChangesSubscriptions:Index': 'List subscriptions to changes of members',
  'BL:Api:MembersChangesSubscriptions:Show': 'Read a subscription to changes of members',
  'BL:Api:MembersChangesSubscriptions:Create': 'Subscribe to changes of members',
  'BL:Api:MembersChangesSubscriptions:Update': 'Change, test and rotate the secret of a subscription',
  'BL:Api:MembersChangesSubscriptions:Destroy': 'Remove a subscription to changes of members',
  'BL:Api:MembersChangesSubscriptions:Deliveries': 'Read what a receiver of changes answered',
  'BL:Api:MembersChangesSubscriptions:Replay': 'Send changes of members to a receiver again',
  'BL:Api:Members:OAuth:Get': 'Read the logged-in member',
  'BL:Api:Members:OAuth:Update': 'Update the logged-in member',
  'BL:Api:Members:OAuth:UpdatePassword': 'Change the password of the logged-in member',
  'BL:Api:Members:OAuth:Destroy': 'Remove the logged-in member',
  'BL:Api:Members:UpdateAppToken': "Set a member's app token",
  'BL:Api:Members:OAuth:UpdateAppToken': 'Set the app token of the logged-in member',
  'BL:Api:Members:AppTokens:CreateOrUpdate': 'Register app installations of the logged-in member',
  'BL:Api:Members:Changes:List': 'Read what changed of members',
  'BL:Api:Members:MessagesHistory:List': "List a member's messages",
  'BL:Api:Members:MessagesHistory:Get': "Read a member's message",
  'Messages:Api:Bulks:Process': 'Run transactional messaging bulks',
  'Messages:Api:Messages:Create': 'Create messages',
  'Messages:Api:Messages:Update': 'Update messages',
  'Messages:Api:Messages:Get': 'Read messages',
  'Messages:Api:Messages:List': 'List messages',
  'Messages:Api:Messages:Index': 'List messages (other spelling)',
  'Messages:Api:Messages:Destroy': 'Delete messages',
  'Messages:Api:Sendings:Create': 'Create sendings',
  'Messages:Api:Sendings:Update': 'Update and cancel sendings',
  'Messages:Api:Sendings:Get': 'Read sendings',
  'Messages:Api:Sendings:SetPriority': "Set a sending's priority",
  'Messages:Api:Sendings:WithoutConsentsChecks': 'Send marketing without consent checks',
  'Messages:Api:Messages:UseService:Campaigns': 'Manage messages of the campaigns service',
  'Messages:Api:Messages:UseService:Tenants': 'Manage messages of the tenants service',
  'Messages:Api:Messages:UseService:CampaignsTesting': 'Manage messages of the campaigns_testing service',
  'Messages:Api:Messages:UseService:TenantsTesting': 'Manage messages of the tenants_testing service',
  'Messages:Api:Messages:UseService:TemDocuments': 'Manage messages of the tem_documents service',
  'Messages:Api:Messages:UseService:TemDocumentsReminders':
    'Manage messages of the tem_documents_reminders service',
  'Messages:Api:Messages:UseService:Generic': 'Manage messages of the generic service',
  'Messages:Api:Dispatches:List': 'List dispatches',
  'Messages:Api:Dispatches:Index': 'List dispatches (other spelling)',
  'Messages:Api:Dispatches:Members:Index': 'List the members of a sending',
  'Messages:Api:Settings:Show': "Read the club's messaging settings",
  'Tokens:Api:Tokens:Index': 'List client tokens',
  'Tokens:Api:Tokens:Show': 'Read a client token',
  'Tokens:Api:Tokens:Create': 'Create client tokens',
  'Tokens:Api:Tokens:Update': 'Update client tokens',
  'Tokens:Api:Tokens:Destroy': 'Revoke client tokens',
  'Permits:Api:Permits:Index': 'List permits',
  'Policies:Api:Policies:Index': 'List policies',
} as const satisfies Record<string, string>;

export type Permit = keyof typeof PERMITS;

/** For the operator's own systems: who holds one decides what others may do. */
export const INTERNAL_PERMITS: ReadonlySet<string> = new Set<Permit>([
  'Tokens:Api:Tokens:Index',
  'Tokens:Api:Tokens:Show',
  'Tokens:Api:Tokens:Create',
  'Tokens:Api:Tokens:Update',
  'Tokens:Api:Tokens:Destroy',
]);

/** Permits with two spellings in existing policies; either one grants access (contract §1.4.2). */
const OTHER_SPELLINGS: Readonly<Partial<Record<Permit, Permit>>> = {
  'Messages:Api:Messages:List': 'Messages:Api:Messages:Index',
  'Messages:Api:Messages:Index': 'Messages:Api:Messages:List',
  'Messages:Api:Dispatches:List': 'Messages:Api:Dispatches:Index',
  'Messages:Api:Dispatches:Index': 'Messages:Api:Dispatches:List',
};

/** Whether these permits include one, in either of its spellings. */
export const permitsInclude = (permits: readonly string[], permit: Permit): boolean =>
  [permit, OTHER_SPELLINGS[permit]].some((name) => name !== undefined && permits.includes(name));

export const isPermit = (name: string): name is Permit => Object.hasOwn(PERMITS, name);
