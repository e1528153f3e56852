import type { FieldView, UserAnswer } from '@rollcall/shared/api-user';
import { render } from 'preact';

import { Icon } from '../components/icon.tsx';
import type { UserPage } from '../pages/page.ts';
import { createHost, markTag, type Host } from '../people/host.ts';
import { removeHost } from '../people/row-hosts.ts';
import { schemeBehind } from '../theme.ts';
import { language, t } from '../words.ts';

/** Okta's attributes by which a user signs in; where an account was only linked, they stay as Okta has them. */
const identity: ReadonlySet<string> = new Set(['login', 'email']);

/** Marks under the fields of the CMS's form that Okta owns; nothing of the form itself is touched. */
export class OwnerMarks {
  readonly #hosts = new Map<string, Host>();
  readonly #page: UserPage;
  readonly #make: () => Host;

  constructor(page: UserPage, document: Document, css: string) {
    this.#page = page;
    this.#make = () => createHost(document, markTag, css, language());
  }

  draw(answer: UserAnswer | null): void {
    const owned = answer === null ? new Map<string, string>() : ownedBy(answer);
    for (const [attribute, text] of owned) this.#drawOne(attribute, text);
    for (const attribute of this.#hosts.keys()) if (!owned.has(attribute)) this.#drop(attribute);
  }

  wearTheme(): void {
    for (const { element } of this.#hosts.values())
      if (element.parentElement !== null) element.style.colorScheme = schemeBehind(element.parentElement);
  }

  remove(): void {
    for (const attribute of this.#hosts.keys()) this.#drop(attribute);
  }

  #drawOne(attribute: string, text: string): void {
    const widget = this.#page.widgetOf(attribute);
    if (widget === null) return;
    const host = this.#hosts.get(attribute) ?? this.#make();
    this.#hosts.set(attribute, host);
    if (widget.nextElementSibling !== host.element) widget.after(host.element);
    host.element.style.colorScheme = schemeBehind(host.element.parentElement ?? widget);
    render(
      <span class="rc lock">
        <Icon name="lock" />
        <span>{text}</span>
      </span>,
      host.root,
    );
  }

  #drop(attribute: string): void {
    const host = this.#hosts.get(attribute);
    this.#hosts.delete(attribute);
    if (host) removeHost(host);
  }
}

/** What to say under each of the CMS's fields that a sync never writes to Okta, by the CMS's name. */
export function ownedBy({ fields, link }: Pick<UserAnswer, 'fields' | 'link'>): Map<string, string> {
  const adopted = link !== null && link.origin !== 'created';
  const textOf = ({ owner, field }: FieldView): string | null => {
    if (owner === 'okta') return t('mark.okta');
    return adopted && identity.has(field) ? t('mark.identity') : null;
  };
  const owned = new Map<string, string>();
  for (const view of fields) {
    const text = textOf(view);
    if (text !== null && view.cmsField !== null) owned.set(view.cmsField, text);
  }
  return owned;
}
