import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import type { SettingName } from './draft.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { TrialDialog } from './trial-dialog.tsx';
import type { Draft } from './use-draft.ts';

interface HeadProps {
  title: string;
  text: string;
  children?: ComponentChildren;
}

/** Heading of a page, what it is for, and its buttons. */
export function SettingHead({ title, text, children }: HeadProps) {
  return (
    <div class="head">
      <h1 tabIndex={-1}>{title}</h1>
      {children !== undefined && <span class="row push">{children}</span>}
      <p>{text}</p>
    </div>
  );
}

/** Why nothing can be changed here; null for who may. */
export function whyLocked(role: PageProps['role']): string | null {
  return role === 'owner' ? null : t('setting.ownerOnly', [t(`options.role.${role}`)]);
}

/** Fields that only an owner changes; others see them with the reason. */
export function Lockable({ role, children }: { role: PageProps['role']; children: ComponentChildren }) {
  const locked = whyLocked(role);
  return (
    <>
      {locked !== null && <Banner tone="idle" icon="lock" cause={locked} next={t('setting.ownerOnlyNext')} />}
      <fieldset class="part" disabled={locked !== null}>
        {children}
      </fieldset>
    </>
  );
}

interface SettingPageProps<K extends SettingName> {
  page: PageProps;
  title: string;
  text: string;
  draft: Draft<K>;
  /** Shows what the changed settings would do before they are saved. */
  trial?: boolean;
  /** Why it can't be saved as it is; null when it can. */
  unsound?: string | null;
  children: ComponentChildren;
  /** Stands above the fields, such as tabs. */
  above?: ComponentChildren;
  /** Stands beside the fields, and works for who may not change them. */
  beside?: ComponentChildren;
  /** Stands below the fields, and knows by itself who may do what. */
  below?: ComponentChildren;
}

/** A page that changes settings of the connection: nothing counts before Save, and leaving with changes asks. */
export function SettingPage<K extends SettingName>(props: SettingPageProps<K>) {
  const { page, title, text, draft, trial = false, unsound = null, children, above, beside, below } = props;
  const [trying, setTrying] = useState(false);
  const [saved, setSaved] = useState(false);
  const unavailable = whyLocked(page.role) ?? (draft.dirty ? unsound : t('setting.nothingChanged'));
  const save = async (): Promise<void> => {
    setSaved(await draft.save());
    setTrying(false);
  };
  return (
    <>
      <SettingHead title={title} text={text}>
        {draft.dirty && <Button onPress={draft.discard}>{t('setting.discard')}</Button>}
        <Button
          look="primary"
          unavailable={unavailable}
          onPress={() => {
            setSaved(false);
            if (trial) setTrying(true);
            else void save();
          }}
        >
          {t(trial ? 'setting.saveAfterLook' : 'setting.save')}
        </Button>
      </SettingHead>
      <p class="vh" role="status">
        {draft.dirty ? t('setting.unsaved') : saved ? t('setting.saved') : ''}
      </p>
      {saved && !draft.dirty && (
        <Banner tone="ok" icon="agree" cause={t('setting.saved')} next={t('setting.savedNext')} />
      )}
      {draft.overtaken && (
        <Banner tone="warn" icon="risk" cause={t('setting.overtaken')} next={t('setting.overtakenNext')} alert />
      )}
      {draft.problem !== null && <ProblemBox problem={draft.problem} />}
      {above}
      {beside === undefined ? (
        <Lockable role={page.role}>{children}</Lockable>
      ) : (
        <div class="cols31">
          <div class="stack">
            <Lockable role={page.role}>{children}</Lockable>
          </div>
          {beside}
        </div>
      )}
      {below}
      <LeaveGuard unsaved={draft.dirty} />
      {trying && (
        <TrialDialog
          connection={page.connection}
          changes={draft.changes}
          onSave={save}
          onClose={() => setTrying(false)}
        />
      )}
    </>
  );
}
