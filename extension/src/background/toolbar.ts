import { browser } from 'wxt/browser';
import { i18n } from '#i18n';

import type { PageStatus } from '../messages.ts';

/** Text on the toolbar button: how many need a look, `!` when something must be done first, empty when all is well. */
export function badgeText(status: Pick<PageStatus, 'condition' | 'problem' | 'summary'>): string {
  if (status.condition !== null || (status.problem !== null && status.problem.code !== 'report_mode')) return '!';
  const count = status.summary?.needLook ?? 0;
  if (count === 0) return '';
  return count > 99 ? '99+' : String(count);
}

/** Shows the status on one tab's toolbar button, and says it in words as its title. */
export async function showOnToolbar(tab: number, status: PageStatus): Promise<void> {
  const text = badgeText(status);
  const title =
    text === ''
      ? i18n.t('toolbar.fine')
      : text === '!'
        ? i18n.t('toolbar.action')
        : i18n.t('toolbar.look', status.summary?.needLook ?? 0);
  await browser.action.setBadgeBackgroundColor({ tabId: tab, color: text === '!' ? '#a1211b' : '#4248b8' });
  await browser.action.setBadgeText({ tabId: tab, text });
  await browser.action.setTitle({ tabId: tab, title: `${i18n.t('app.name')}: ${title}` });
}
