import { SERVICES, type Service } from '#shared/vocabulary.ts';

/** Services of messages (contract §5.2.2): the permit to manage their messages, and whether they are marketing. */
export const SERVICE_RULES = {
  campaigns: { permit: 'Messages:Api:Messages:UseService:Campaigns', marketing: true },
  tenants: { permit: 'Messages:Api:Messages:UseService:Tenants', marketing: true },
  campaigns_testing: { permit: 'Messages:Api:Messages:UseService:CampaignsTesting', marketing: false },
  tenants_testing: { permit: 'Messages:Api:Messages:UseService:TenantsTesting', marketing: false },
  tem_documents: { permit: 'Messages:Api:Messages:UseService:TemDocuments', marketing: false },
  tem_documents_reminders: {
    permit: 'Messages:Api:Messages:UseService:TemDocumentsReminders',
    marketing: false,
  },
  generic: { permit: 'Messages:Api:Messages:UseService:Generic', marketing: false },
} as const satisfies Record<Service, { readonly permit: string; readonly marketing: boolean }>;

export const isService = (name: unknown): name is Service => SERVICES.some((service) => service === name);

/** The only service whose messages belong to a campaign. */
export const CAMPAIGN_SERVICE = 'campaigns' satisfies Service;

/** Whether messages of a service have a marketing purpose (contract §5.2.8); without a service they have none. */
export const isMarketing = (service: Service | null): boolean =>
  service !== null && SERVICE_RULES[service].marketing;
