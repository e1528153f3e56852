import { Banner } from '../../../components/banner.tsx';
import { t } from '../../../words.ts';
import { Radios } from '../../parts/radio.tsx';
import type { Draft } from '../parts/use-draft.ts';

export const methodSettings = [
  'methods',
  'direction',
  'newInOkta',
  'password',
  'onBlock',
  'onCmsDelete',
  'onOktaStop',
] as const;
export type MethodsDraft = Draft<(typeof methodSettings)[number]>;

/** What becomes of new, blocked and deleted users, and which way changes travel. */
export function Behaviour({ draft }: { draft: MethodsDraft }) {
  const { value } = draft;
  return (
    <section class="card" aria-labelledby="behaviour">
      <header>
        <h2 id="behaviour">{t('setting.methods.behaviour')}</h2>
      </header>
      <div class="in options">
        <NewInOkta draft={draft} />
        <Password draft={draft} />
        <OnBlock draft={draft} />
        <OnCmsDelete draft={draft} />
        <Direction draft={draft} />
        {value.direction !== 'cmsToOkta' && <OnOktaStop draft={draft} />}
      </div>
    </section>
  );
}

function NewInOkta({ draft }: { draft: MethodsDraft }) {
  return (
    <Radios
      legend={t('setting.methods.newInOkta.title')}
      name="newInOkta"
      value={draft.value.newInOkta}
      options={(['staged', 'invited', 'active'] as const).map((value) => ({
        value,
        words: t(`setting.methods.newInOkta.${value}`),
        note: t(`setting.methods.newInOkta.${value}Note`),
      }))}
      onChange={(newInOkta) => draft.change({ newInOkta })}
    />
  );
}

function Password({ draft }: { draft: MethodsDraft }) {
  return (
    <div class="stack">
      <Radios
        legend={t('setting.methods.password.title')}
        name="password"
        value={draft.value.password}
        options={(['none', 'captured', 'hook'] as const).map((value) => ({
          value,
          words: t(`setting.methods.password.${value}`),
          note: t(`setting.methods.password.${value}Note`),
        }))}
        onChange={(password) => draft.change({ password })}
      />
      {draft.value.password === 'captured' && (
        <Banner
          tone="warn"
          icon="key"
          cause={t('setting.methods.passwordCause')}
          next={t('setting.methods.passwordNext')}
        />
      )}
    </div>
  );
}

function OnBlock({ draft }: { draft: MethodsDraft }) {
  return (
    <Radios
      legend={t('setting.methods.onBlock.title')}
      name="onBlock"
      value={draft.value.onBlock}
      options={(['deactivate', 'suspend'] as const).map((value) => ({
        value,
        words: t(`setting.methods.onBlock.${value}`),
        note: t(`setting.methods.onBlock.${value}Note`),
      }))}
      onChange={(onBlock) => draft.change({ onBlock })}
    />
  );
}

function OnCmsDelete({ draft }: { draft: MethodsDraft }) {
  return (
    <Radios
      legend={t('setting.methods.onCmsDelete.title')}
      name="onCmsDelete"
      value={draft.value.onCmsDelete}
      options={(['nothing', 'deactivate', 'deleteHeld'] as const).map((value) => ({
        value,
        words: t(`setting.methods.onCmsDelete.${value}`),
        note: t(`setting.methods.onCmsDelete.${value}Note`),
      }))}
      onChange={(onCmsDelete) => draft.change({ onCmsDelete })}
    />
  );
}

function Direction({ draft }: { draft: MethodsDraft }) {
  return (
    <Radios
      legend={t('setting.methods.direction.title')}
      name="direction"
      value={draft.value.direction}
      options={(['cmsToOkta', 'both', 'oktaToCms'] as const).map((value) => ({
        value,
        words: t(`setting.methods.direction.${value}`),
        note: t(`setting.methods.direction.${value}Note`),
      }))}
      onChange={(direction) => draft.change({ direction })}
    />
  );
}

function OnOktaStop({ draft }: { draft: MethodsDraft }) {
  return (
    <Radios
      legend={t('setting.methods.onOktaStop.title')}
      name="onOktaStop"
      value={draft.value.onOktaStop}
      options={(['nothing', 'block'] as const).map((value) => ({
        value,
        words: t(`setting.methods.onOktaStop.${value}`),
        note: t(`setting.methods.onOktaStop.${value}Note`),
      }))}
      onChange={(onOktaStop) => draft.change({ onOktaStop })}
    />
  );
}
