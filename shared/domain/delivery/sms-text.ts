import { fixedLength, TemplateError } from '../liquid/template.ts';

/**
 * Characters (UTF-16 units) of the longest text that SNS takes.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html
 */
export const MAX_SMS_TEXT = 1600;

/** A rendered text that no SMS can carry. */
class SmsTextTooLong extends TemplateError {
  override readonly reason = 'text_too_long';
}

/** @throws SmsTextTooLong */
export const checkSmsText = (text: string): string => {
  if (text.length > MAX_SMS_TEXT) throw new SmsTextTooLong('The rendered SMS is too long');
  return text;
};

/** Whether the fixed text of a template fits an SMS; its rendered values may still exceed the limit. */
export const mayFitSms = (template: string): boolean => fixedLength(template) <= MAX_SMS_TEXT;
