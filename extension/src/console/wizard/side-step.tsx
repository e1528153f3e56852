import type { ConnectionAnswer } from '@rollcall/shared/api';
import { useState } from 'preact/hooks';

import { t } from '../../words.ts';
import { roleOf } from '../shell/use-agent.ts';
import { OktaSignIn } from './okta-sign-in.tsx';
import { Onward } from './onward.tsx';
import { SiteSignIn } from './site-sign-in.tsx';
import { isTested } from './standing.ts';
import type { StepProps } from './step-props.ts';

/** Step 2: the Okta org. */
export function OktaStep(props: StepProps) {
  return <SideStep {...props} side="okta" />;
}

/** Step 4: the CMS. */
export function SiteStep(props: StepProps) {
  return <SideStep {...props} side="cms" />;
}

/** Sign-in to one side; the way on opens with a passed test. */
function SideStep({ known, connection, back, onNext, side }: StepProps & { side: 'cms' | 'okta' }) {
  const [passed, setPassed] = useState<boolean | null>(null);
  if (connection === null) return null;
  const SignIn = side === 'okta' ? OktaSignIn : SiteSignIn;
  const mayGoOn = passed ?? wasTested(connection, side);
  return (
    <>
      <div class="head">
        <h1 tabIndex={-1}>{side === 'okta' ? t('wizard.okta.title') : t('wizard.site.title')}</h1>
      </div>
      <SignIn connection={connection} role={roleOf(known.agent)} onChanged={known.look} onTested={setPassed} />
      <Onward back={back} unavailable={mayGoOn ? null : t('wizard.testFirst')} onNext={() => onNext(connection.id)} />
    </>
  );
}

/** Whether an earlier visit passed the test, and nothing was refused since. */
function wasTested(connection: ConnectionAnswer, side: 'cms' | 'okta'): boolean {
  return isTested(connection, side) && connection.pausedFor === null;
}
