import type { ComponentChildren } from 'preact';

import { Banner } from '../../../components/banner.tsx';
import { t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { Field } from '../../parts/field.tsx';
import { Radios } from '../../parts/radio.tsx';
import { Tick } from '../../parts/tick.tsx';
import { SettingPage } from '../../settings/parts/setting-page.tsx';
import { type Draft, useDraft } from '../../settings/parts/use-draft.ts';
import { MethodCard } from '../../wizard/method-card.tsx';
import { CustomAttributes } from './custom-attributes.tsx';
import { flawOfUrl, flawsOf } from './scim-model.ts';

export type ScimDraft = Draft<'methods' | 'direction' | 'scim'>;

/** What a SCIM client may do, where it calls, and what becomes of people and groups. */
export function ScimSettings({ page, tabs }: { page: PageProps; tabs: ComponentChildren }) {
  const draft = useDraft(page, ['methods', 'direction', 'scim']);
  const { scim } = draft.value;
  const isFlawed = flawOfUrl(scim.publicUrl) !== null || flawsOf(scim.custom).some((flaw) => flaw !== null);
  return (
    <SettingPage
      page={page}
      above={tabs}
      title={t('scim.title')}
      text={t('scim.setting.text')}
      draft={draft}
      unsound={isFlawed ? t('scim.setting.unsound') : null}
    >
      <What draft={draft} />
      <Where draft={draft} />
      <People draft={draft} />
      <CustomAttributes draft={draft} />
    </SettingPage>
  );
}

/** The method's own card, and the way that changes travel, which it depends on. */
function What({ draft }: { draft: ScimDraft }) {
  const { methods, direction } = draft.value;
  return (
    <>
      <MethodCard name="scim" ticks={methods.scim} onTicks={(scim) => draft.change({ methods: { ...methods, scim } })}>
        <p class="small">{t('scim.setting.methodMore')}</p>
      </MethodCard>
      {methods.scim.on && direction === 'cmsToOkta' && (
        <Banner tone="warn" icon="risk" cause={t('scim.obstacle.direction')} next={t('scim.setting.directionNext')} />
      )}
      <section class="card" aria-labelledby="direction">
        <header>
          <h2 id="direction">{t('setting.methods.direction.title')}</h2>
        </header>
        <div class="in">
          <Radios
            legend={<span class="vh">{t('setting.methods.direction.title')}</span>}
            name="direction"
            value={direction}
            options={(['cmsToOkta', 'both', 'oktaToCms'] as const).map((value) => ({
              value,
              words: t(`setting.methods.direction.${value}`),
              note: t(`setting.methods.direction.${value}Note`),
            }))}
            onChange={(value) => draft.change({ direction: value })}
          />
        </div>
      </section>
    </>
  );
}

function changeScim(draft: ScimDraft, part: Partial<ScimDraft['value']['scim']>): void {
  draft.change({ scim: { ...draft.value.scim, ...part } });
}

function Where({ draft }: { draft: ScimDraft }) {
  const { publicUrl } = draft.value.scim;
  const flaw = flawOfUrl(publicUrl);
  return (
    <section class="card" aria-labelledby="where">
      <header>
        <h2 id="where">{t('scim.address')}</h2>
      </header>
      <div class="in stack">
        <Field
          type="url"
          mono
          label={t('scim.setting.publicUrl')}
          hint={t('scim.setting.publicUrlHint')}
          placeholder="https://scim.example.com"
          value={publicUrl ?? ''}
          error={flaw === null ? draft.errorOf('scim.publicUrl') : t(`scim.setting.urlFlaw.${flaw}`)}
          onInput={(text) => changeScim(draft, { publicUrl: text.trim() === '' ? null : text.trim() })}
        />
      </div>
    </section>
  );
}

function People({ draft }: { draft: ScimDraft }) {
  const { syncPassword, invite, onUnassign, onGroupUnlink } = draft.value.scim;
  return (
    <section class="card" aria-labelledby="people">
      <header>
        <h2 id="people">{t('scim.setting.people')}</h2>
      </header>
      <div class="in stack wide-gap">
        <div class="stack">
          <Tick checked={invite} onChange={(on) => changeScim(draft, { invite: on })}>
            {t('scim.setting.invite')}
          </Tick>
          <p class="small muted measure">{t('scim.setting.inviteText')}</p>
        </div>
        <div class="stack">
          <Tick checked={syncPassword} onChange={(on) => changeScim(draft, { syncPassword: on })}>
            {t('scim.setting.password')}
          </Tick>
          <p class="small muted measure">{t('scim.setting.passwordText')}</p>
        </div>
        <Radios
          legend={t('scim.setting.unassign')}
          name="onUnassign"
          value={onUnassign}
          options={(['block', 'nothing'] as const).map((value) => ({
            value,
            words: t(`scim.setting.unassigns.${value}`),
            note: t(`scim.setting.unassignNote.${value}`),
          }))}
          onChange={(value) => changeScim(draft, { onUnassign: value })}
        />
        <Radios
          legend={t('scim.setting.unlink')}
          name="onGroupUnlink"
          value={onGroupUnlink}
          options={(['keep', 'deleteIfMade'] as const).map((value) => ({
            value,
            words: t(`scim.setting.unlinks.${value}`),
            note: t(`scim.setting.unlinkNote.${value}`),
          }))}
          onChange={(value) => changeScim(draft, { onGroupUnlink: value })}
        />
      </div>
    </section>
  );
}
