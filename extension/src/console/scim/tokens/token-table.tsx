import type { ScimTokenAnswer } from '@rollcall/shared/api-scim';

import { Badge } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { number, t } from '../../../words.ts';
import type { Column } from '../../parts/column.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { ShortHead } from '../short-head.tsx';
import { adoptionOf, endingOf, mostTokens } from './token-model.ts';
import type { Question } from './use-tokens.ts';

interface TokenTableProps {
  /** Null while nothing has come yet. */
  tokens: readonly ScimTokenAnswer[] | null;
  /** Why this browser may change none; null when it may. */
  locked: string | null;
  onAsk(question: Question): void;
  onActivate(token: ScimTokenAnswer): void;
}

/** Every token with its state, end, last use, and whether Okta has moved to it. */
export function TokenTable(props: TokenTableProps) {
  const { tokens, locked, onAsk } = props;
  const count = tokens?.length ?? 0;
  const unavailable =
    locked ?? (tokens === null ? t('parts.loading') : count >= mostTokens ? t('scim.tokens.full') : null);
  return (
    <section class="card" aria-labelledby="tokens">
      <header>
        <h2 id="tokens">{t('scim.tokens.title')}</h2>
        {tokens !== null && (
          <span class="small muted">{t('scim.tokens.count', [number(count), number(mostTokens)])}</span>
        )}
        <span class="row push">
          {count >= mostTokens && <span class="small muted">{t('scim.tokens.full')}</span>}
          <Button
            look={count === 0 ? 'primary' : undefined}
            unavailable={unavailable}
            onPress={() => onAsk({ is: 'generate' })}
          >
            {t('scim.tokens.generate')}
          </Button>
        </span>
      </header>
      <Table
        label={t('scim.tokens.title')}
        rows={tokens}
        keyOf={({ id }) => id}
        columns={columnsOf(props)}
        empty={<EmptyState icon="key" title={t('scim.tokens.none')} text={t('scim.tokens.noneText')} />}
      />
    </section>
  );
}

function columnsOf(table: TokenTableProps): Column<ScimTokenAnswer>[] {
  return [
    {
      key: 'label',
      title: t('scim.tokens.label'),
      head: true,
      cell: ({ label, hint }) => (
        <>
          <bdi>{label}</bdi>
          <br />
          <code class="tiny muted">{t('scim.tokens.hint', [hint])}</code>
        </>
      ),
    },
    {
      key: 'state',
      title: t('scim.tokens.state'),
      cell: (token) => <State token={token} tokens={table.tokens ?? []} />,
    },
    {
      key: 'created',
      title: t('scim.tokens.created'),
      cell: ({ created }) => (
        <>
          <ShortHead word={t('scim.tokens.created')} />
          <Time at={created} />
        </>
      ),
    },
    {
      key: 'used',
      title: t('scim.tokens.used'),
      cell: ({ lastUsed }) => (
        <>
          <ShortHead word={t('scim.tokens.used')} />
          {lastUsed === null ? <span class="muted">{t('scim.tokens.unused')}</span> : <Time at={lastUsed} />}
        </>
      ),
    },
    { key: 'ends', title: t('scim.tokens.ends'), cell: (token) => <Ending token={token} /> },
    {
      key: 'do',
      title: <span class="vh">{t('setting.actions')}</span>,
      end: true,
      cell: (token) => <Actions token={token} table={table} />,
    },
  ];
}

function State({ token, tokens }: { token: ScimTokenAnswer; tokens: readonly ScimTokenAnswer[] }) {
  const isActive = token.state === 'active' && !token.expired;
  const word = token.expired ? 'expired' : token.state;
  return (
    <>
      <Badge tone={token.expired ? 'bad' : isActive ? 'ok' : 'idle'} icon={isActive ? 'agree' : 'off'}>
        {t(`scim.tokens.is.${word}`)}
      </Badge>
      <br />
      <span class="tiny muted">{t(`scim.tokens.adoption.${adoptionOf(token, tokens)}`)}</span>
    </>
  );
}

function Ending({ token }: { token: ScimTokenAnswer }) {
  const { text, urgent } = endingOf(token);
  return (
    <>
      <ShortHead word={t('scim.tokens.ends')} />
      {token.expires === null ? (
        <span class="muted">{text}</span>
      ) : (
        <time dateTime={token.expires} title={token.expires} class={urgent ? 't-warn' : undefined}>
          {text}
        </time>
      )}
    </>
  );
}

function Actions({ token, table: { locked, onAsk, onActivate } }: { token: ScimTokenAnswer; table: TokenTableProps }) {
  const action = (word: 'activate' | 'retire' | 'renew' | 'remove', onPress: () => void) => (
    <Button small label={t(`scim.tokens.${word}Named`, [token.label])} unavailable={locked} onPress={onPress}>
      {t(`scim.tokens.${word}`)}
    </Button>
  );
  return (
    <span class="row tight">
      {token.state === 'active'
        ? action('retire', () => onAsk({ is: 'retire', token }))
        : action('activate', () => onActivate(token))}
      {action('renew', () => onAsk({ is: 'renew', token }))}
      {action('remove', () => onAsk({ is: 'remove', token }))}
    </span>
  );
}
