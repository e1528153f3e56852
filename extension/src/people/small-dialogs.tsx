import { Banner } from '../components/banner.tsx';
import { StatusBadge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { number, problemWords, t } from '../words.ts';
import { CopyProblem } from './banners.tsx';
import { meaningOf } from './row-part.tsx';
import type { OpenDialog } from './state.ts';

/** A long list of names helps nobody; the count stands in the title. */
const namesShown = 100;

/** Why an account is left out, protected or failed. */
export function ReasonDialog({
  dialog,
  onClose,
}: {
  dialog: Extract<OpenDialog, { is: 'reason' }>;
  onClose: () => void;
}) {
  const { row, name } = dialog;
  const url = row.okta?.url ?? null;
  const footer = (
    <span class="row push">
      {row.problem !== null && <CopyProblem problem={row.problem} />}
      <Button look="primary" onPress={onClose}>
        {t('plan.close')}
      </Button>
    </span>
  );
  return (
    <Dialog
      title={t('reason.title', [name, t(`status.${row.status}`)])}
      summary={meaningOf(row)}
      footer={footer}
      onClose={onClose}
    >
      <p class="row">
        <StatusBadge status={row.status} />
        {url !== null && (
          <a href={url} target="_blank" rel="noreferrer">
            {t('reason.okta')}
          </a>
        )}
      </p>
      <p>{row.problem === null ? t('reason.agree') : problemWords(row.problem).next}</p>
    </Dialog>
  );
}

interface UnlinkDialogProps {
  dialog: Extract<OpenDialog, { is: 'unlink' }>;
  onUnlink: () => void;
  onClose: () => void;
}

/** Before links are forgotten: whose, and what stays as it is. */
export function UnlinkDialog({ dialog: { people, problem }, onUnlink, onClose }: UnlinkDialogProps) {
  const count = people.length;
  const footer = (
    <span class="row push">
      <Button onPress={onClose}>{t('plan.cancel')}</Button>
      <Button look="danger" onPress={onUnlink}>
        {t('unlink.button', count, [number(count)])}
      </Button>
    </span>
  );
  const title = count === 1 ? t('unlink.titleOne', [people[0]?.name ?? '']) : t('unlink.title', [number(count)]);
  return (
    <Dialog title={title} summary={t('unlink.text')} footer={footer} onClose={onClose}>
      {problem !== null && (
        <Banner
          alert
          tone="bad"
          icon="failed"
          cause={`${problemWords(problem).title}.`}
          next={problemWords(problem).next}
        >
          <CopyProblem problem={problem} />
        </Banner>
      )}
      {count > 1 && (
        <ul class="small">
          {people.slice(0, namesShown).map(({ handle, name }) => (
            <li key={handle}>
              <bdi>{name}</bdi>
            </li>
          ))}
          {count > namesShown && <li class="muted">+ {number(count - namesShown)}</li>}
        </ul>
      )}
      <p class="small">{t('unlink.next')}</p>
    </Dialog>
  );
}

interface LiveDialogProps {
  dialog: Extract<OpenDialog, { is: 'live' }>;
  onGoLive: () => void;
  onClose: () => void;
}

/** The step from report-only to writing, and what it means. */
export function LiveDialog({ dialog, onGoLive, onClose }: LiveDialogProps) {
  const footer = (
    <span class="row push">
      <Button onPress={onClose}>{t(dialog.forbidden ? 'plan.close' : 'plan.cancel')}</Button>
      {!dialog.forbidden && (
        <Button look="primary" onPress={onGoLive}>
          {t('live.button')}
        </Button>
      )}
    </span>
  );
  return (
    <Dialog title={t('live.title')} summary={t('live.text')} footer={footer} onClose={onClose}>
      <ul class="stack small">
        <li>{t('live.first')}</li>
        <li>{t('live.limits')}</li>
      </ul>
      {dialog.forbidden && <Banner alert tone="bad" icon="key" cause={t('live.forbidden')} />}
    </Dialog>
  );
}
