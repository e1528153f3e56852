import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { useAnswer } from '../../use-answer.ts';

/** Whether agent, site and org answer; what does not comes first, with its next step. */
export function HealthCard({ connection }: Pick<PageProps, 'connection'>) {
  const { value, problem } = useAnswer('health', {}, { every: 60_000 });
  const lines = (value?.lines ?? []).filter(({ connection: of }) => of === null || of === connection.id);
  const bad = lines.filter(({ ok }) => !ok);
  return (
    <section class="card" aria-labelledby="health">
      <header>
        <h2 id="health">{t('work.overview.health')}</h2>
        <a class="small push" href={addressOf(connection.id, 'health')}>
          {t('work.overview.details')}
        </a>
      </header>
      <div class="in">
        {problem !== null && <ProblemBox problem={problem} alert={false} />}
        <ul class="stack small">
          {bad.map(({ id, text, next }) => (
            <li key={id} class="health">
              <Icon name="risk" tone="warn" />
              <span>
                {text} {next !== null && <span class="muted">{next}</span>}
              </span>
            </li>
          ))}
          {value !== null && bad.length === 0 && (
            <li class="health">
              <Icon name="agree" tone="ok" />
              <span>{t('work.overview.healthy')}</span>
            </li>
          )}
        </ul>
      </div>
    </section>
  );
}
