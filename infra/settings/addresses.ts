import { isAbsent, listed } from './value.ts';

/** @returns nothing when it is no https address without a path */
const originOf = (value: unknown): string | undefined => {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const isOrigin =
    url?.protocol === 'https:' && url.pathname === '/' && url.search === '' && url.username === '';
  return isOrigin ? url.origin : undefined;
};

/**
 * @param value `-c publicUrl=https://club.example.com`; links in mails start with it
 * @throws TypeError when it is no https address without a path
 */
export const publicUrlOf = (value: unknown): string | undefined => {
  if (isAbsent(value)) return undefined;
  const origin = originOf(value);
  if (origin !== undefined) return origin;
  throw new TypeError(`publicUrl ${JSON.stringify(value)} must look like https://club.example.com`);
};

/**
 * @param value `-c docsUrl=https://docs.example.com/loyalty`: where the operator publishes what `npm run docs` writes
 * @returns without a slash at the end
 * @throws TypeError when it is no https address, or has a query
 */
export const docsUrlOf = (value: unknown): string | undefined => {
  if (isAbsent(value)) return undefined;
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url && originOf(url.origin) !== undefined && url.username + url.search + url.hash === '')
    return url.href.replace(/\/+$/, '');
  throw new TypeError(`docsUrl ${JSON.stringify(value)} must look like https://docs.example.com/loyalty`);
};

/**
 * @param value `-c allowedOrigins=https://shop.example.com`: pages whose scripts may call the API
 * @throws TypeError when one is no https address without a path; `*` is none
 */
export const allowedOriginsOf = (value: unknown): readonly string[] => {
  const origins = listed(value)?.map(originOf);
  if (origins?.every((origin) => origin !== undefined)) return origins;
  throw new TypeError(`allowedOrigins ${JSON.stringify(value)} must look like https://shop.example.com`);
};

/** A name of the operator's own for the API, and the certificate that proves it. */
export interface CustomDomain {
  readonly name: string;
  readonly certificateArn: string;
  /** The address that AWS gave the API is closed, so that no request bypasses the front of the domain. */
  readonly only: boolean;
}

const HOST = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const CERTIFICATE = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/;

/**
 * @param settings `-c domainName=api.example.com -c certificateArn=arn:aws:acm:…`, and `-c domainOnly=true`
 * @throws TypeError when one is missing or wrong
 */
export const customDomainOf = (settings: {
  readonly domainName: unknown;
  readonly certificateArn: unknown;
  readonly domainOnly: unknown;
}): CustomDomain | undefined => {
  const { domainName: name, certificateArn, domainOnly } = settings;
  if (Object.values(settings).every(isAbsent)) return undefined;
  if (typeof name !== 'string' || !HOST.test(name)) {
    throw new TypeError(`domainName ${JSON.stringify(name)} must look like api.example.com`);
  }
  if (typeof certificateArn !== 'string' || !CERTIFICATE.test(certificateArn)) {
    throw new TypeError(
      `certificateArn ${JSON.stringify(certificateArn)} must be the ARN of a certificate in ACM`,
    );
  }
  if (!isAbsent(domainOnly) && !['true', 'false'].includes(String(domainOnly))) {
    throw new TypeError(`domainOnly ${JSON.stringify(domainOnly)} must be true or false`);
  }
  return { name, certificateArn, only: String(domainOnly) === 'true' };
};
