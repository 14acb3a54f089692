import { TemplateError } from '#shared/domain/liquid/template.ts';

/** Why a message is not sent, as its record keeps it. */
export interface RenderFailure {
  readonly reason: TemplateError['reason'] | 'nothing_to_send';
}

/**
 * @param render gives nothing when there is nothing to send, and throws TemplateBroken for a text that cannot be
 *   rendered
 */
export const tryRender = <T>(render: () => T | undefined): T | RenderFailure => {
  try {
    return render() ?? { reason: 'nothing_to_send' };
  } catch (error) {
    if (error instanceof TemplateError) return { reason: error.reason };
    throw error;
  }
};
