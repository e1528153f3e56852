import { t } from '../../../words.ts';

/** The names that an expression may use, folded away. */
export function ExpressionNames({ names }: { names: readonly string[] }) {
  return (
    <details class="small">
      <summary>{t('expression.names')}</summary>
      <p class="muted">
        {names.map((name) => (
          <span key={name}>
            <code>{name}</code>{' '}
          </span>
        ))}
      </p>
    </details>
  );
}
