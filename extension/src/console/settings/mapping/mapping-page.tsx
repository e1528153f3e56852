import type { SchemaAnswer } from '@rollcall/shared/api-setting';
import { useState } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { list, t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { useAnswer } from '../../use-answer.ts';
import { SettingPage } from '../parts/setting-page.tsx';
import { Tester } from '../parts/tester.tsx';
import { useDraft } from '../parts/use-draft.ts';
import { type Flaw, flawsOf, newRule, replaced, type Rule } from './mapping-model.ts';
import { RuleEditor } from './rule-editor.tsx';
import { RuleTable } from './rule-table.tsx';

/** Which field fills which, and what that would make of a real user. */
export function MappingPage(page: PageProps) {
  const { connection } = page;
  const draft = useDraft(page, ['mapping']);
  const { value: schema } = useAnswer('schema', { path: { id: connection.id } });
  const [chosen, setChosen] = useState<number | null>(null);
  const rules = draft.value.mapping;
  const flaws = flawsOf(rules, schema);
  const change = (mapping: Rule[]): void => draft.change({ mapping });
  const add = (): void => {
    if (schema === null) return;
    change([...rules, newRule(rules, schema)]);
    setChosen(rules.length);
  };
  const rule = chosen === null ? undefined : rules[chosen];
  return (
    <SettingPage
      page={page}
      title={t('setting.mapping.title')}
      text={t('setting.mapping.text')}
      draft={draft}
      trial
      beside={<Tester connection={connection} changes={{ mapping: rules }} />}
      unsound={flaws.some(({ blocks }) => blocks) ? t('setting.mapping.unsound') : null}
    >
      <SchemaProblems schema={schema} />
      <section class="card" aria-labelledby="rules">
        <header>
          <h2 id="rules">{t('setting.mapping.fields')}</h2>
          <span class="push">
            <Button small unavailable={schema === null ? t('setting.mapping.reading') : null} onPress={add}>
              {t('setting.mapping.add')}
            </Button>
          </span>
        </header>
        <RuleTable {...{ rules, schema, flaws, chosen }} onChange={change} onChoose={setChosen} />
      </section>
      {rule !== undefined && chosen !== null && (
        <RuleEditor
          key={chosen}
          connection={connection.id}
          rule={rule}
          schema={schema}
          bothWays={connection.direction !== 'cmsToOkta'}
          flaws={flaws.filter(({ index }) => index === chosen)}
          onChange={(part) => change(replaced(rules, chosen, part))}
          onClose={() => setChosen(null)}
        />
      )}
      <Missing flaws={flaws} />
    </SettingPage>
  );
}

function SchemaProblems({ schema }: { schema: SchemaAnswer | null }) {
  return (
    <>
      {schema?.problems.map(({ side, text }) => (
        <Banner key={side} tone="warn" icon="risk" cause={t(`setting.mapping.noSchema.${side}`)} next={text} />
      ))}
    </>
  );
}

function Missing({ flaws }: { flaws: readonly Flaw[] }) {
  const missing = flaws.filter(({ kind }) => kind === 'missing').map(({ name }) => name);
  if (missing.length === 0) return null;
  return (
    <Banner
      tone="warn"
      icon="risk"
      cause={t('setting.mapping.missing', [list(missing)])}
      next={t('setting.mapping.missingNext')}
    />
  );
}
