import type { PageProps } from '../../page.ts';
import { PlanPage } from './plan-page.tsx';
import { RunView } from './run-view.tsx';

/** One run by its id, or the plan of one by the plan's. */
export function RunPage(props: PageProps) {
  const id = props.rest[0] ?? '';
  return id.startsWith('P-') ? <PlanPage key={id} {...props} plan={id} /> : <RunView key={id} {...props} run={id} />;
}
