import { t } from '../../words.ts';
import { AgentAddress } from '../browser/agent-address.tsx';
import { Connect } from '../browser/connect.tsx';
import { Sites } from '../browser/sites.tsx';
import { Disclosure } from '../parts/disclosure.tsx';
import { isPaired } from '../shell/use-agent.ts';
import { Onward } from './onward.tsx';
import type { StepProps } from './step-props.ts';

/** Step 0: find the agent, pair, enable the site. */
export function ConnectStep({ known, connection, back, onNext }: StepProps) {
  const { agent, look, onAgent } = known;
  return (
    <>
      <div class="head">
        <h1 tabIndex={-1}>{t('wizard.connect.title')}</h1>
      </div>
      <Connect agent={agent} onAgent={onAgent} onLook={() => void look()} />
      <Sites />
      <Disclosure summary={t('wizard.connect.otherAddress')} open={agent !== null && agent.manualAddress !== null}>
        <AgentAddress agent={agent} onAgent={onAgent} />
      </Disclosure>
      <Onward
        back={back}
        unavailable={isPaired(agent) ? null : t('wizard.connect.pairFirst')}
        onNext={() => onNext(connection?.id ?? null)}
      />
    </>
  );
}
