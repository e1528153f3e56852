import { useEffect, useState } from 'preact/hooks';

import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { allowSite } from '../console/browser/allow-site.ts';
import { Frame, OpenButton } from './frame.tsx';
import { Glance } from './glance.tsx';
import type { MessageOutputs, Reply } from '../messages.ts';
import { send } from '../send.ts';
import { problemWords, t } from '../words.ts';
import { readThisTab, type ThisTab } from './this-tab.ts';

interface Look {
  tab: ThisTab | null;
  glance: Reply<'glance'> | null;
}

/** This site at a glance, and the one next step. */
export function Popup() {
  const [look, setLook] = useState<Look | null>(null);
  const load = () => void lookAround().then(setLook);
  useEffect(load, []);
  if (look === null)
    return (
      <Frame badge={null}>
        <p>{t('popup.loading')}</p>
      </Frame>
    );
  const { tab, glance } = look;
  if (tab === null || tab.origin === null || tab.site === null || glance === null) return <OtherPage tab={tab} />;
  if (!glance.ok)
    return <Problem title={problemWords(glance.problem).title} text={problemWords(glance.problem).next} />;
  if (!glance.value.enabled) return <Enable origin={tab.origin} onEnabled={load} />;
  return <Site glance={glance.value} site={tab.site} onAgain={load} />;
}

async function lookAround(): Promise<Look> {
  const tab = await readThisTab();
  if (tab === null || tab.site === null) return { tab, glance: null };
  return { tab, glance: await send('glance', { site: tab.site }) };
}

function OtherPage({ tab }: { tab: ThisTab | null }) {
  const where = tab === null || tab.origin === null ? t('popup.aPage') : new URL(tab.origin).host;
  const badge = (
    <Badge tone="idle" icon="people">
      {t('popup.otherPage')}
    </Badge>
  );
  return (
    <Frame badge={badge} footer={<OpenButton />}>
      <h2>{t('popup.nothingHere')}</h2>
      <p>{t('popup.worksOn', [where])}</p>
    </Frame>
  );
}

function Enable({ origin, onEnabled }: { origin: string; onEnabled: () => void }) {
  const [refused, setRefused] = useState(false);
  const enable = async (): Promise<void> => {
    const allowed = await allowSite(origin);
    setRefused(!allowed);
    if (allowed) onEnabled();
  };
  const footer = (
    <>
      <Button look="primary" onPress={() => void enable()}>
        {t('popup.enable')}
      </Button>
      <OpenButton />
    </>
  );
  return (
    <Frame
      badge={
        <Badge tone="idle" icon="question" edge="dash">
          {t('popup.notEnabled')}
        </Badge>
      }
      footer={footer}
    >
      <h2>{t('popup.useOn', [new URL(origin).host])}</h2>
      <p>{t('popup.looksLike')}</p>
      {refused && (
        <p role="alert" class="err">
          {t('popup.refused')}
        </p>
      )}
    </Frame>
  );
}

function Problem({ title, text }: { title: string; text: string }) {
  return (
    <Frame badge={null} footer={<OpenButton primary />}>
      <h2>{title}</h2>
      <p>{text}</p>
    </Frame>
  );
}

function Site({ glance, site, onAgain }: { glance: MessageOutputs['glance']; site: string; onAgain: () => void }) {
  if (glance.condition === 'off') return <AgentOff onAgain={onAgain} />;
  const { problem, connection } = glance;
  if (glance.condition !== null && problem !== null) {
    const words = problemWords(problem);
    const badge = (
      <Badge tone="info" icon="key">
        {t('popup.notPaired')}
      </Badge>
    );
    return (
      <Frame badge={badge} footer={<OpenButton primary />}>
        <h2>{words.title}</h2>
        <p>{words.next}</p>
      </Frame>
    );
  }
  if (connection === null) {
    const badge = (
      <Badge tone="idle" icon="question" edge="dash">
        {t('popup.notConnected')}
      </Badge>
    );
    return (
      <Frame badge={badge} footer={<OpenButton />}>
        <h2>{t('popup.notConnectedTitle')}</h2>
        <p>{t('banner.notConnectedNext', [site])}</p>
      </Frame>
    );
  }
  return <Glance {...{ glance, connection, site }} />;
}

function AgentOff({ onAgain }: { onAgain: () => void }) {
  const footer = (
    <>
      <Button look="primary" onPress={onAgain}>
        {t('banner.tryAgain')}
      </Button>
      <OpenButton />
    </>
  );
  return (
    <Frame
      badge={
        <Badge tone="idle" icon="plug">
          {t('popup.agentOff')}
        </Badge>
      }
      footer={footer}
    >
      <h2>{t('popup.offTitle')}</h2>
      <p>{t('popup.offText')}</p>
      <div class="copy">
        <code>npx rollcall serve</code>
        <CopyButton
          text={() => 'npx rollcall serve'}
          word={t('popup.copy')}
          done={t('popup.copied')}
          label={t('popup.copyCommand')}
        />
      </div>
    </Frame>
  );
}
