import type { Reply } from '../messages.ts';
import type { Outcome, Submission } from '../pages/form.ts';
import type { SitePage } from '../pages/page.ts';
import type { FormParts } from './watch.ts';

/** How long a page may take to bring its messages by script, as Drupal's BigPipe does, in milliseconds. */
const patience = 10_000;

/** A form of this tab that went well, with what the agent made of it. */
export interface Arrival {
  submission: Submission;
  /** Number of the account that was made, where the page tells it. */
  user: string | null;
  reply: Reply<'formDone'>;
}

/** Reads from this page how the last form of the tab went and tells the background; null when there is nothing to tell. */
export async function readArrival(page: SitePage, parts: FormParts): Promise<Arrival | null> {
  const { send, hint } = parts;
  if (!hint.isSet()) return null;
  const pending = await send('pendingForm', {});
  const submission = pending.ok ? pending.value.submission : null;
  if (submission === null) {
    hint.clear();
    return null;
  }
  const outcome = await outcomeSoon(page, submission, parts);
  // A page on the way, such as a batch: the next one of this tab will tell.
  if (outcome === null) return null;
  hint.clear();
  if (outcome.is === 'refused') {
    await send('formRefused', {});
    return null;
  }
  const { user } = outcome;
  return { submission, user, reply: await send('formDone', { user, cmsUser: page.currentUser() }) };
}

function outcomeSoon(page: SitePage, submission: Submission, { document, signal }: FormParts): Promise<Outcome | null> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => look());
    const end = (outcome: Outcome | null): void => {
      observer.disconnect();
      clearTimeout(timer);
      resolve(outcome);
    };
    const look = (): boolean => {
      const outcome = page.forms.outcomeOf(submission);
      if (outcome !== null) end(outcome);
      return outcome !== null;
    };
    const timer = setTimeout(() => end(null), patience);
    if (look()) return;
    observer.observe(document.body, { childList: true, subtree: true });
    signal.addEventListener('abort', () => end(null));
  });
}
