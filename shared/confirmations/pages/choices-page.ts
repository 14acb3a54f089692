import type { Club } from '#shared/domain/clubs/club.ts';
import { offeredConsents } from '#shared/domain/confirmations/withdrawal.ts';
import { inLanguage } from '#shared/domain/notifications/automatic-message.ts';
import { type Html, html, NO_HTML } from '#shared/http/html.ts';
import type { PageReply } from '#shared/http/page.ts';
import { filled, type PageContext, reply } from './page-context.ts';

const choice = (name: 'stop' | 'withdraw', value: string, words: string): Html =>
  html`<label class="choice"><input type="checkbox" name="${name}" value="${value}"> ${words}</label>\n`;

const joined = (parts: readonly Html[]): Html =>
  parts.reduce((before, part) => html`${before}${part}`, NO_HTML);

const group = (legend: string, choices: readonly Html[]): Html =>
  choices.length === 0
    ? NO_HTML
    : html`<fieldset>\n<legend>${legend}</legend>\n${joined(choices)}</fieldset>\n`;

/**
 * What the link may end, beside e-mail. It shows no present choice of the member, because a forwarded mail has the
 * link, too.
 */
const choicesForm = ({ texts, language }: PageContext, club: Club): Html => {
  const channels = (['email', 'sms', 'push'] as const).filter((channel) => club.channels[channel]);
  const consents = offeredConsents(club);
  if (channels.length + consents.length < 2) return NO_HTML;
  return html`
<details>
<summary>${texts.choices_summary}</summary>
<form method="post">
<input type="hidden" name="choices" value="1">
${group(
  texts.choices_stop,
  channels.map((channel) => choice('stop', channel, texts[`channel_${channel}`])),
)}${group(
  texts.choices_withdraw,
  consents.map(([slug, names]) => choice('withdraw', slug, inLanguage(names, language, club))),
)}<button type="submit" class="second">${texts.choices_button}</button>
</form>
</details>`;
};

/** One button for what most readers want, and all choices below it. */
export const unsubscribePage = (context: PageContext, club: Club): PageReply => {
  const { texts } = context;
  return reply(
    context,
    200,
    texts.unsubscribe_title,
    html`<p>${filled(context, texts.unsubscribe_question)}</p>
<form method="post"><button type="submit">${texts.unsubscribe_button}</button></form>${choicesForm(context, club)}`,
  );
};

/** @param undo sealed; nothing when the withdrawal changed nothing */
export const savedChoicesPage = (
  context: PageContext,
  done: 'unsubscribed' | 'choices_saved',
  undo: string | undefined,
): PageReply => {
  const { texts } = context;
  const form =
    undo === undefined
      ? NO_HTML
      : html`
<form method="post"><input type="hidden" name="undo" value="${undo}"><button type="submit" class="second">${texts.undo_button}</button></form>`;
  return reply(
    context,
    200,
    texts[`${done}_title`],
    html`<p role="status">${filled(context, texts[`${done}_text`])}</p>${form}`,
  );
};
