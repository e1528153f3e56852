import type { PageProps } from '../../page.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { whyLocked } from '../../settings/parts/setting-page.tsx';
import type { Answered } from '../../use-answer.ts';
import { AddressCard } from './address-card.tsx';
import { NewToken } from './new-token.tsx';
import { Rotation } from './rotation.tsx';
import { StateCard } from './state-card.tsx';
import { TokenDialog } from './token-dialog.tsx';
import { TokenTable } from './token-table.tsx';
import type { TokenWork } from './use-tokens.ts';

interface TokensProps {
  page: PageProps;
  state: Answered<'scimState'>;
  work: TokenWork;
}

/** Whether Okta is let in, where it calls, and with which tokens. */
export function Tokens({ page, state, work }: TokensProps) {
  const { connection, role } = page;
  const { question, ask, made, problem, does, forget } = work;
  const tokens = state.value?.tokens ?? null;
  const shown = problem ?? state.problem;
  return (
    <>
      {shown !== null && <ProblemBox problem={shown} alert={problem !== null} />}
      {state.value !== null && <StateCard connection={connection} state={state.value} />}
      <AddressCard page={page} state={state.value} onChecked={state.again} />
      <TokenTable
        tokens={tokens ?? (state.problem === null ? null : [])}
        locked={whyLocked(role)}
        onAsk={ask}
        onActivate={(token) => void does.activate(token)}
      />
      {made !== null && (
        <NewToken
          key={made.text}
          made={made}
          baseUrl={state.value?.baseUrl ?? null}
          isUsed={tokens?.find(({ id }) => id === made.token.id)?.seenOkta ?? false}
          onDone={forget}
        />
      )}
      {tokens !== null && <Rotation tokens={tokens} />}
      {question !== null && (
        <TokenDialog
          question={question}
          connection={connection.name}
          count={tokens?.length ?? 0}
          does={does}
          onClose={() => ask(null)}
        />
      )}
    </>
  );
}
