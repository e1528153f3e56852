import { CopyButton } from '../../components/copy-button.tsx';
import { t } from '../../words.ts';

/** A value that is meant to be pasted elsewhere. */
export function CopyField({ label, value }: { label: string; value: string }) {
  return (
    <div class="field">
      <span class="small strong">{label}</span>
      <div class="copy">
        <code>{value}</code>
        <CopyButton
          text={() => value}
          word={t('parts.copy')}
          done={t('parts.copied')}
          label={t('parts.copyNamed', [label])}
        />
      </div>
    </div>
  );
}
