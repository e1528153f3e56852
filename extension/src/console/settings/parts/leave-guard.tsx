import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

import { t } from '../../../words.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';

/** While there are unsaved changes, asks before this page is left, whichever way: link, key, back or closing. */
export function LeaveGuard({ unsaved }: { unsaved: boolean }) {
  const [target, setTarget] = useState<string | null>(null);
  const [leaving, setLeaving] = useState(false);
  const isFree = !unsaved || leaving;
  // With the very frame in which nothing is unsaved any more, so that who discards and goes on is not asked.
  useLayoutEffect(() => {
    if (isFree) return undefined;
    const onUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
    const onNavigate = (event: NavigateEvent): void => {
      if (!event.hashChange || !event.cancelable) return;
      event.preventDefault();
      setTarget(new URL(event.destination.url).hash);
    };
    // Firefox has it from version 147 on; before that only closing the page asks.
    const within: Navigation | undefined = globalThis.navigation;
    addEventListener('beforeunload', onUnload);
    within?.addEventListener('navigate', onNavigate);
    return () => {
      removeEventListener('beforeunload', onUnload);
      within?.removeEventListener('navigate', onNavigate);
    };
  }, [isFree]);
  useEffect(() => {
    if (leaving && target !== null) location.hash = target;
  }, [leaving, target]);
  if (target === null || isFree) return null;
  return (
    <ConfirmDialog
      title={t('setting.leaveTitle')}
      summary={t('setting.leaveText')}
      word={t('setting.leaveButton')}
      danger
      onConfirm={() => setLeaving(true)}
      onClose={() => setTarget(null)}
    />
  );
}
