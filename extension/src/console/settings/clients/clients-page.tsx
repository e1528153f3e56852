import type { ClientAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { Badge } from '../../../components/badge.tsx';
import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import { call, type Outcome } from '../../call.ts';
import type { PageProps } from '../../page.ts';
import type { Column } from '../../parts/column.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Field } from '../../parts/field.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Select } from '../../parts/select.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useAnswer } from '../../use-answer.ts';
import { SettingHead, whyLocked } from '../parts/setting-page.tsx';
import { NewCode } from './new-code.tsx';

const roles = ['owner', 'operator', 'viewer'] as const;

/** Browsers that may call the agent, and what each may do. */
export function ClientsPage({ role }: PageProps) {
  const locked = whyLocked(role);
  return (
    <>
      <SettingHead title={t('setting.clients.title')} text={t('setting.clients.text')} />
      {locked === null ? (
        <Clients />
      ) : (
        <Banner tone="idle" icon="lock" cause={locked} next={t('setting.clients.ownerOnlyNext')} />
      )}
    </>
  );
}

type Dialog = { is: 'rename' | 'revoke'; client: ClientAnswer };

function Clients() {
  const answered = useAnswer('clients', {}, { every: 10_000 });
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const shown = problem ?? answered.problem;
  const settle = (outcome: Outcome<'changeClient' | 'revokeClient'>): void => {
    setProblem(outcome.ok ? null : outcome.problem);
    setDialog(null);
    answered.again();
  };
  const change = async ({ id }: ClientAnswer, body: Partial<Pick<ClientAnswer, 'name' | 'role'>>) =>
    settle(await call('changeClient', { path: { id }, body }));
  return (
    <>
      <NewCode />
      {shown !== null && <ProblemBox problem={shown} />}
      <section class="card" aria-labelledby="clients">
        <header>
          <h2 id="clients">{t('setting.clients.paired')}</h2>
        </header>
        <Table
          label={t('setting.clients.paired')}
          rows={answered.value?.clients.filter(({ revoked }) => revoked === null) ?? null}
          keyOf={({ id }) => id}
          columns={columnsOf((client, role) => void change(client, { role }), setDialog)}
          empty={<EmptyState icon="screen" title={t('setting.clients.empty')} />}
        />
      </section>
      {dialog?.is === 'rename' && (
        <Rename
          client={dialog.client}
          onClose={() => setDialog(null)}
          onSave={(name) => change(dialog.client, { name })}
        />
      )}
      {dialog?.is === 'revoke' && (
        <ConfirmDialog
          title={t('setting.clients.revokeTitle', [dialog.client.name])}
          summary={t(dialog.client.self ? 'setting.clients.revokeSelf' : 'setting.clients.revokeText')}
          word={t('setting.clients.revoke')}
          danger
          onClose={() => setDialog(null)}
          onConfirm={async () => settle(await call('revokeClient', { path: { id: dialog.client.id } }))}
        />
      )}
    </>
  );
}

function columnsOf(
  onRole: (client: ClientAnswer, role: ClientAnswer['role']) => void,
  onDialog: (dialog: Dialog) => void,
): Column<ClientAnswer>[] {
  return [
    { key: 'name', title: t('setting.clients.browser'), head: true, cell: (row) => <Name client={row} /> },
    {
      key: 'role',
      title: t('setting.clients.role'),
      cell: (row) =>
        row.self ? (
          <>
            {t(`options.role.${row.role}`)} <small class="muted">{t('setting.clients.ownRole')}</small>
          </>
        ) : (
          <Select
            quiet
            label={t('setting.clients.roleOf', [row.name])}
            value={row.role}
            options={roles.map((value) => ({ value, word: t(`options.role.${value}`) }))}
            onChange={(role) => onRole(row, role)}
          />
        ),
    },
    { key: 'since', title: t('setting.clients.since'), cell: ({ created }) => <Time at={created} /> },
    {
      key: 'used',
      title: t('setting.clients.used'),
      cell: ({ lastUsed }) => (lastUsed === null ? t('setting.clients.never') : <Time at={lastUsed} />),
    },
    {
      key: 'do',
      title: <span class="vh">{t('setting.actions')}</span>,
      end: true,
      cell: (client) => (
        <span class="row tight">
          <Button
            small
            label={t('setting.clients.renameNamed', [client.name])}
            onPress={() => onDialog({ is: 'rename', client })}
          >
            {t('setting.clients.rename')}
          </Button>
          <Button
            small
            label={t('setting.clients.revokeNamed', [client.name])}
            onPress={() => onDialog({ is: 'revoke', client })}
          >
            {t('setting.clients.revoke')}
          </Button>
        </span>
      ),
    },
  ];
}

function Name({ client }: { client: ClientAnswer }) {
  return (
    <>
      <bdi>{client.name}</bdi>{' '}
      {client.self && (
        <Badge tone="info" icon="agree" edge="plain">
          {t('setting.clients.self')}
        </Badge>
      )}
    </>
  );
}

interface RenameProps {
  client: ClientAnswer;
  onSave(name: string): Promise<void>;
  onClose(): void;
}

function Rename({ client, onSave, onClose }: RenameProps) {
  const [name, setName] = useState(client.name);
  return (
    <ConfirmDialog
      title={t('setting.clients.renameTitle')}
      summary={t('setting.clients.renameText')}
      word={t('setting.clients.rename')}
      unavailable={name.trim() === '' ? t('setting.clients.nameNeeded') : null}
      onConfirm={() => onSave(name.trim())}
      onClose={onClose}
    >
      <Field label={t('setting.clients.name')} value={name} onInput={setName} focus />
    </ConfirmDialog>
  );
}
