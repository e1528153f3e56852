import { render } from 'preact';

import { Button } from '../components/button.tsx';
import { Mark } from '../components/icon.tsx';
import type { SitePage } from '../pages/page.ts';
import { schemeBehind } from '../theme.ts';
import { language, t } from '../words.ts';
import { createHost, linkTag } from './host.ts';
import type { MountParts } from './mount.tsx';
import { removeHost } from './row-hosts.ts';

/** Puts the way to the console among the CMS's own links to the settings of people, where this page has them. */
export function mountLink(page: SitePage, { document, css, send, signal }: MountParts): void {
  const place = page.linkPlace();
  if (place === null) return;
  const host = createHost(document, linkTag, css, language());
  place.add(host.element);
  host.element.style.colorScheme = schemeBehind(host.element.parentElement ?? document.body);
  render(
    <span class="rc console-link">
      <Mark />
      <Button small look="quiet" onPress={() => void send('openOptions', {})}>
        {t('menu.console')}
      </Button>
    </span>,
    host.root,
  );
  signal.addEventListener('abort', () => removeHost(host));
}
