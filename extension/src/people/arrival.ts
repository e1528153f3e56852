import type { Arrival } from '../forms/arrive.ts';
import { problemWords, sentence, t } from '../words.ts';
import type { Controller } from './controller.ts';

/** Shows what became in Okta of a form that a person sent on the CMS. */
export function tellArrival({ reply }: Arrival, controller: Pick<Controller, 'show' | 'say' | 'fail'>): void {
  if (!reply.ok) {
    const { title, next } = problemWords(reply.problem);
    // A page that shows the site's state has a banner about an agent that is not there.
    return reply.condition === null
      ? controller.fail(reply.problem)
      : controller.say(t('form.notSent', [`${title}. ${next}`]));
  }
  const { job, reason } = reply.value;
  if (job !== null) controller.show(job);
  else if (reason !== null) controller.say(t('form.notSent', [sentence(reason)]));
}
