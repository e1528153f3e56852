import { useState } from 'preact/hooks';

import { t } from '../../../words.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { mostTokens } from './token-model.ts';
import type { Question, TokenDeeds } from './use-tokens.ts';

interface TokenDialogProps {
  question: Question;
  /** The connection's name. */
  connection: string;
  /** How many tokens there are. */
  count: number;
  does: TokenDeeds;
  onClose(): void;
}

/** Asks before a token is made, or one that Okta may be using ends. */
export function TokenDialog({ question, connection, count, does, onClose }: TokenDialogProps) {
  if (question.is === 'generate')
    return <Generate connection={connection} onGenerate={does.generate} onClose={onClose} />;
  const { is, token } = question;
  const isInUse = token.seenOkta && token.state === 'active';
  const summary = [t(`scim.tokens.${is}Text`)];
  if (isInUse) summary.push(t('scim.tokens.inUse'));
  if (is === 'renew' && count < mostTokens) summary.push(t('scim.tokens.renewGap'));
  return (
    <ConfirmDialog
      title={t(`scim.tokens.${is}Title`, [token.label])}
      summary={summary.join(' ')}
      word={t(`scim.tokens.${is}Word`)}
      danger={is === 'remove' || isInUse}
      onConfirm={() => does[is](token)}
      onClose={onClose}
    />
  );
}

const terms = ['90', '180', '365', 'never'] as const;
type Term = (typeof terms)[number];

interface GenerateProps {
  connection: string;
  onGenerate(label: string, days: number | null): Promise<void>;
  onClose(): void;
}

function Generate({ connection, onGenerate, onClose }: GenerateProps) {
  const [label, setLabel] = useState(`Okta ${new Date().getFullYear()}`);
  const [term, setTerm] = useState<Term>('365');
  const name = label.trim();
  const wrong = name === '' ? t('scim.tokens.labelNeeded') : name.length > 100 ? t('scim.tokens.labelLong') : null;
  return (
    <ConfirmDialog
      title={t('scim.tokens.generateTitle')}
      summary={t('scim.tokens.generateText', [connection])}
      word={t('scim.tokens.generateWord')}
      unavailable={wrong}
      onConfirm={() => onGenerate(name, term === 'never' ? null : Number(term))}
      onClose={onClose}
    >
      <Field label={t('scim.tokens.label')} hint={t('scim.tokens.labelHint')} value={label} onInput={setLabel} focus />
      <Select
        label={t('scim.tokens.ends')}
        value={term}
        options={terms.map((value) => ({ value, word: t(`scim.tokens.term.${value}`) }))}
        onChange={(to) => setTerm(to)}
      />
    </ConfirmDialog>
  );
}
