import { useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { number, t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import type { Ask } from '../flow/ask.ts';
import type { Flow } from '../flow/use-flow.ts';
import { UnlinkDialog } from './unlink-dialog.tsx';
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
  const one = rows.length === 1 ? (rows[0]?.label ?? null) : null;
  const linked = rows.filter(({ okta, status }) => okta !== null && status !== 'found');
  const staged = rows.filter(({ status }) => status === 'staged');
  const live = rows.filter(({ okta }) => okta !== null && okta.state !== 'deactivated');
  const none = (of: readonly UserRow[], why: string) => flow.unavailable ?? (of.length === 0 ? why : null);
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
          onPress={() => flow.start(asked(rows, []), { title: 'title', name: one })}
        >
          {t('selection.sync')}
        </Button>
        <Button
          small
          unavailable={none(staged, t('selection.noneStaged'))}
          onPress={() => flow.start(asked(staged, ['activate']), { title: 'titleActivate', name: one })}
        >
          {t('selection.activate')}
        </Button>
        <Button
          small
          unavailable={none(live, t('work.users.noneLive'))}
          onPress={() => flow.start(asked(live, ['deactivate']), { title: 'titleDeactivate', name: one })}
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
        <UnlinkDialog
          users={linked.map(nameOf)}
          connection={connection.id}
          onClose={() => setAsking(false)}
          onDone={(problem) => {
            if (problem === null) onClear();
            else flow.fail(problem);
            onDone();
          }}
        />
      )}
    </header>
  );
}

function nameOf({ handle, login }: UserRow): string {
  return handle ?? login;
}

function asked(rows: readonly UserRow[], operations: Extract<Ask, { is: 'users' }>['operations']): Ask {
  return { is: 'users', ids: rows.map(nameOf), operations };
}
