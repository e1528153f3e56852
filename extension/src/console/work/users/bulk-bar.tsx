import { useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { number, t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import type { Flow } from '../flow/use-flow.ts';
import { unlinkAll } from './unlink.ts';
import type { UserRow } from './users-page.tsx';

interface BulkBarProps extends Pick<PageProps, 'connection'> {
  rows: readonly UserRow[];
  flow: Flow;
  onClear(): void;
  onDone(): void;
}

/** What can be done with the ticked users: each opens the plan, or asks where no plan is needed. */
export function BulkBar({ rows, connection, flow, onClear, onDone }: BulkBarProps) {
  const [asking, setAsking] = useState(false);
  const ids = rows.map(({ handle, login }) => handle ?? login);
  const one = rows.length === 1 ? (rows[0]?.label ?? null) : null;
  const linked = rows.filter(({ okta, status }) => okta !== null && status !== 'found');
  const staged = rows.filter(({ status }) => status === 'staged');
  const live = rows.filter(({ okta }) => okta !== null && okta.state !== 'deactivated');
  const none = (of: readonly UserRow[], why: string) => flow.unavailable ?? (of.length === 0 ? why : null);
  const idsOf = (of: readonly UserRow[]) => of.map(({ handle, login }) => handle ?? login);
  return (
    <header class="picked">
      <b class="small num" role="status">
        {t('work.users.picked', rows.length, [number(rows.length)])}
      </b>
      <span class="row push">
        <Button
          small
          look="primary"
          shortcut="s"
          unavailable={flow.unavailable}
          onPress={() => flow.start({ is: 'users', ids, operations: [] }, { title: 'title', name: one })}
        >
          {t('selection.sync')}
        </Button>
        <Button
          small
          unavailable={none(staged, t('selection.noneStaged'))}
          onPress={() =>
            flow.start(
              { is: 'users', ids: idsOf(staged), operations: ['activate'] },
              { title: 'titleActivate', name: one },
            )
          }
        >
          {t('selection.activate')}
        </Button>
        <Button
          small
          unavailable={none(live, t('work.users.noneLive'))}
          onPress={() =>
            flow.start(
              { is: 'users', ids: idsOf(live), operations: ['deactivate'] },
              { title: 'titleDeactivate', name: one },
            )
          }
        >
          {t('action.deactivate')}
        </Button>
        <Button small unavailable={none(linked, t('work.users.noneLinked'))} onPress={() => setAsking(true)}>
          {t('work.users.unlink')}
        </Button>
        <Button small look="quiet" onPress={onClear}>
          {t('selection.clear')}
        </Button>
      </span>
      {asking && (
        <ConfirmDialog
          title={t('work.users.unlinkTitle', linked.length, [number(linked.length)])}
          summary={t('work.users.unlinkText')}
          word={t('work.users.unlinkWord', linked.length, [number(linked.length)])}
          danger
          onConfirm={async () => {
            const problem = await unlinkAll(connection.id, idsOf(linked));
            setAsking(false);
            if (problem === null) onClear();
            else flow.fail(problem);
            onDone();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </header>
  );
}
