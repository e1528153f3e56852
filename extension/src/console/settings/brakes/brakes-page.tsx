import { number, t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { useAnswer } from '../../use-answer.ts';
import { NumberField } from '../parts/number-field.tsx';
import { SettingPage } from '../parts/setting-page.tsx';
import { type Draft, useDraft } from '../parts/use-draft.ts';
import { type Brake, type BrakeName, brakeNames, deciding, limitOf } from './brake-model.ts';

type BrakesDraft = Draft<'brakes' | 'shrinkPercent' | 'canary' | 'share'>;

/** How much one run may change before it waits for a person. */
export function BrakesPage(page: PageProps) {
  const { connection } = page;
  const draft = useDraft(page, ['brakes', 'shrinkPercent', 'canary', 'share']);
  const { value: users } = useAnswer('users', { path: { id: connection.id }, query: { limit: 1, counts: 'true' } });
  const linked = users?.links ?? null;
  return (
    <SettingPage page={page} title={t('setting.brakes.title')} text={t('setting.brakes.text')} draft={draft}>
      <p class="small muted measure">{t('setting.brakes.how')}</p>
      <div class="cols2">
        {brakeNames.map((name) => (
          <BrakeCard key={name} {...{ name, linked, draft }} />
        ))}
      </div>
      <Others draft={draft} />
    </SettingPage>
  );
}

function BrakeCard({ name, linked, draft }: { name: BrakeName; linked: number | null; draft: BrakesDraft }) {
  const brake = draft.value.brakes[name];
  const change = (part: Partial<Brake>): void =>
    draft.change({ brakes: { ...draft.value.brakes, [name]: { ...brake, ...part } } });
  const figures = [
    { key: 'floor', most: 1_000_000 },
    { key: 'count', most: 1_000_000 },
    { key: 'percent', most: 100 },
  ] as const;
  return (
    <section class="card" aria-labelledby={`brake-${name}`}>
      <header>
        <h2 id={`brake-${name}`}>{t(`setting.brakes.names.${name}`)}</h2>
      </header>
      <div class="in stack">
        <div class="figures3">
          {figures.map(({ key, most }) => (
            <NumberField
              key={key}
              label={t(`setting.brakes.${key}`)}
              value={brake[key]}
              least={0}
              most={most}
              error={draft.errorOf(`brakes.${name}.${key}`)}
              onChange={(value) => change({ [key]: value })}
            />
          ))}
        </div>
        {linked !== null && <p class="small">{meaningOf(brake, linked)}</p>}
      </div>
    </section>
  );
}

function meaningOf(brake: Brake, linked: number): string {
  const limit = limitOf(brake, linked);
  const means = t('setting.brakes.means', [number(linked), number(limit)]);
  return `${means} ${t(`setting.brakes.by.${deciding(brake, linked)}`)}`;
}

function Others({ draft }: { draft: BrakesDraft }) {
  const { shrinkPercent, canary, share } = draft.value;
  return (
    <section class="card" aria-labelledby="brake-others">
      <header>
        <h2 id="brake-others">{t('setting.brakes.others')}</h2>
      </header>
      <div class="in options">
        <NumberField
          label={t('setting.brakes.shrink')}
          hint={t('setting.brakes.shrinkHint', [number(shrinkPercent)])}
          value={shrinkPercent}
          least={0}
          most={100}
          error={draft.errorOf('shrinkPercent')}
          onChange={(value) => draft.change({ shrinkPercent: value })}
        />
        <NumberField
          label={t('setting.brakes.first')}
          hint={t('setting.brakes.firstHint', [number(canary)])}
          value={canary}
          least={0}
          most={100}
          error={draft.errorOf('canary')}
          onChange={(value) => draft.change({ canary: value })}
        />
        <NumberField
          label={t('setting.brakes.share')}
          hint={t('setting.brakes.shareHint', [number(share), number(100 - share)])}
          value={share}
          least={1}
          most={100}
          error={draft.errorOf('share')}
          onChange={(value) => draft.change({ share: value })}
        />
      </div>
    </section>
  );
}
