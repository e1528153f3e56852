import type { ImportAnswer } from '@rollcall/shared/api-pull';
import { useState } from 'preact/hooks';

import { Badge, type Tone } from '../../../components/badge.tsx';
import { Banner } from '../../../components/banner.tsx';
import type { IconName } from '../../../components/icon.tsx';
import { t } from '../../../words.ts';
import { Chips } from '../../parts/chips.tsx';
import { Table } from '../../parts/table.tsx';
import { Card } from '../settings/card.tsx';

type Line = ImportAnswer['lines'][number];
type Shown = 'all' | Line['is'];

const shownFirst = ['all', 'used', 'mapped', 'ignored'] as const satisfies readonly Shown[];

const looks: Record<Line['is'], { tone: Tone; icon: IconName }> = {
  used: { tone: 'ok', icon: 'agree' },
  mapped: { tone: 'info', icon: 'differs' },
  ignored: { tone: 'idle', icon: 'excluded' },
};

/** What became of each key of the files, and what stands against using them. */
export function Report({ answer: { lines, problems } }: { answer: ImportAnswer }) {
  const [shown, setShown] = useState<Shown>('all');
  const fits = (line: Line) => shown === 'all' || line.is === shown;
  const count = (key: Shown) => lines.filter((line) => key === 'all' || line.is === key).length;
  return (
    <>
      {problems.map(({ file, line, text, next }, index) => (
        <Banner
          key={index}
          tone="bad"
          icon="failed"
          alert={index === 0}
          cause={
            <>
              {t('pull.import.at', [file, String(line)])} {text}
            </>
          }
          next={next}
        />
      ))}
      <Card title={t('pull.import.report')} text={t('pull.import.reportText')}>
        <div class="in">
          <Chips<Shown>
            label={t('pull.import.became')}
            pressed={shown}
            onPress={setShown}
            chips={shownFirst.map((key) => ({ key, word: t(`pull.import.is.${key}`), count: count(key) }))}
          />
        </div>
        <Table<Line & { index: number }>
          label={t('pull.import.report')}
          rows={lines.map((line, index) => ({ ...line, index })).filter(fits)}
          keyOf={({ index }) => `${index}`}
          empty={<p class="in small muted">{t('pull.import.noLines')}</p>}
          columns={[
            { key: 'key', title: t('pull.import.key'), head: true, cell: ({ key }) => <code>{key}</code> },
            {
              key: 'place',
              title: t('pull.import.place'),
              cell: ({ file, line }) => <span class="small muted">{t('pull.import.line', [file, String(line)])}</span>,
            },
            {
              key: 'is',
              title: t('pull.import.became'),
              cell: ({ is }) => (
                <Badge {...looks[is]} edge="plain">
                  {t(`pull.import.is.${is}`)}
                </Badge>
              ),
            },
            { key: 'why', title: t('pull.import.why'), cell: ({ why }) => why },
          ]}
        />
      </Card>
    </>
  );
}
