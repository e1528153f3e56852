import type { Arrival } from '../forms/arrive.ts';
import { sentence, t } from '../words.ts';
import type { Controller } from './controller.ts';
import { conditionText } from './people-view.tsx';

/** Shows what became in Okta of a form that a person sent on the CMS. */
export function tellArrival({ reply }: Arrival, controller: Pick<Controller, 'show' | 'say' | 'fail'>): void {
  if (!reply.ok && reply.condition !== null) return controller.say(t('form.notSent', [conditionText(reply.condition)]));
  if (!reply.ok) return controller.fail(reply.problem);
  const { job, reason } = reply.value;
  if (job !== null) controller.show(job);
  else if (reason !== null) controller.say(t('form.notSent', [sentence(reason)]));
}
