import type { SitePage } from '../pages/page.ts';
import type { Send } from '../send.ts';
import type { FormHint } from './hint.ts';

export interface FormParts {
  document: Document;
  send: Send;
  hint: FormHint;
  signal: AbortSignal;
}

/**
 * Tells the background when a person sends one of the CMS's own user forms. `passwordOf` gives the password that was
 * typed into it where this site hands passwords on; it goes with this one message and is kept nowhere here.
 */
export function watchForms(
  page: SitePage,
  { document, send, hint, signal }: FormParts,
  passwordOf: (form: HTMLFormElement) => string | null,
): void {
  const onSubmit = (event: Event): void => {
    if (!event.isTrusted || !(event.target instanceof HTMLFormElement)) return;
    const submission = page.forms.submissionOf(event.target);
    if (submission === null) return;
    hint.set();
    void send('formSubmitted', { basePath: page.basePath, submission, password: passwordOf(event.target) });
  };
  document.addEventListener('submit', onSubmit, { capture: true, signal });
}
