import { SegmentedMessage } from 'sms-segments-calculator';

/**
 * Parts that carriers bill for a text: one of 160 GSM-7 or 70 UCS-2 characters, or several of 153 or 67.
 * @see 3GPP TS 23.038 (alphabets), TS 23.040 (concatenation)
 */
export const countSmsParts = (text: string): number => new SegmentedMessage(text).segmentsCount;
