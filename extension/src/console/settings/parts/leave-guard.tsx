import { useEffect, useState } from 'preact/hooks';

import { t } from '../../../words.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';

/** While there are unsaved changes, asks before this page is left, whichever way: link, key, back or closing. */
export function LeaveGuard({ unsaved }: { unsaved: boolean }) {
  const [target, setTarget] = useState<string | null>(null);
  const [leaving, setLeaving] = useState(false);
  const isFree = !unsaved || leaving;
  useEffect(() => {
    if (isFree) return undefined;
    const here = location.hash;
    const onUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
    const onHash = (event: HashChangeEvent): void => {
      if (location.hash === here) return;
      // The router must not see the change that is taken back.
      event.stopImmediatePropagation();
      setTarget(location.hash);
      history.replaceState(null, '', here);
    };
    addEventListener('beforeunload', onUnload);
    addEventListener('hashchange', onHash, { capture: true });
    return () => {
      removeEventListener('beforeunload', onUnload);
      removeEventListener('hashchange', onHash, { capture: true });
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
