import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import type { PageLogic } from '#shared/http/page.ts';
import { choosePassword, type PasswordToken } from '../choose-password.ts';
import { findLinkedMember } from '../linked-member.ts';
import type { Confirmation } from '../outcome.ts';
import { donePage, pageContextOf, passwordForm } from '../pages/page-context.ts';
import { passwordProblem } from '../pages/password-problem.ts';
import { deadLink } from './dead-link.ts';

const DONE_PAGES = { reset: 'reset_done', secure: 'secured' } as const;

/** A page on which a member chooses a new password: behind a link of either kind. */
export const passwordPage =
  <Stored>(
    topic: keyof typeof DONE_PAGES,
    kind: PasswordToken<Stored, Confirmation | { readonly outcome: 'locked' }>,
  ): PageLogic =>
  async (request, runtime) => {
    const { acts, token: text, form, languages, requestId } = request;
    const linked = await findLinkedMember(runtime, text, kind.find);
    if (!linked) return deadLink(runtime, request, kind.purpose);
    const { club, member, find, token } = linked;
    const context = pageContextOf(club, member, languages);
    const minLength = club.password_min_length;
    if (!acts) return passwordForm(context, topic, minLength);
    const result = await choosePassword(runtime, find, kind, {
      token,
      password: form.get('password'),
      minLength,
      origin: changeOrigin('page', { request_id: requestId }),
    });
    switch (result.outcome) {
      case 'done':
        return donePage(context, DONE_PAGES[topic]);
      case 'locked':
        return donePage(context, 'locked');
      case 'member_invalid':
        return passwordForm(context, topic, minLength, passwordProblem(context.texts, result.errors));
      default:
        return deadLink(runtime, request, kind.purpose);
    }
  };
