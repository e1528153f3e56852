import type { ProblemAnswer } from '@rollcall/shared/api-basics';

import { number, problemWords, seconds, t } from '../../words.ts';

/** What a failed test is told to mean at its own step: one sentence cause and one next step. */
export function causeOf(problem: ProblemAnswer, side: 'cms' | 'okta', url: string): { cause: string; next: string } {
  const of = side === 'okta' ? oktaCause(problem) : cmsCause(problem);
  return of ?? sharedCause(problem, url) ?? plainCause(problem);
}

function oktaCause({ code, field }: ProblemAnswer) {
  switch (code) {
    case 'wrong_site':
      return { cause: t('wizard.cause.notOkta'), next: t('wizard.cause.notOktaNext') };
    case 'bad_credentials':
      return field === 'clientId' || field === 'privateKey'
        ? { cause: t('wizard.cause.app'), next: t('wizard.cause.appNext') }
        : { cause: t('wizard.cause.token'), next: t('wizard.cause.tokenNext') };
    case 'forbidden':
      return { cause: t('wizard.cause.mayNotRead'), next: t('wizard.cause.mayNotReadNext') };
    case 'not_found':
      return { cause: t('wizard.cause.noUser'), next: t('wizard.cause.noUserNext') };
    default:
      return null;
  }
}

function cmsCause({ code }: ProblemAnswer) {
  switch (code) {
    case 'anonymous':
    case 'bad_credentials':
      return { cause: t('wizard.cause.anonymous'), next: t('wizard.cause.anonymousNext') };
    case 'forbidden':
      return { cause: t('wizard.cause.cmsMayNot'), next: t('wizard.cause.cmsMayNotNext') };
    case 'unsupported':
      return { cause: t('wizard.cause.noList'), next: t('wizard.cause.noListNext') };
    default:
      return null;
  }
}

function sharedCause({ code, retryAt }: ProblemAnswer, url: string) {
  switch (code) {
    case 'unreachable':
    case 'timeout':
      return { cause: t('wizard.cause.unreachable', [url]), next: t('wizard.cause.unreachableNext') };
    case 'tls':
      return { cause: t('wizard.cause.tls'), next: t('wizard.cause.tlsNext') };
    case 'clock_skew':
      return { cause: t('wizard.cause.clock'), next: t('wizard.cause.clockNext') };
    case 'rate_limited':
      return {
        cause: retryAt === null ? t('wizard.cause.wait') : t('wizard.cause.waitUntil', [seconds(retryAt)]),
        next: t('wizard.cause.waitNext'),
      };
    default:
      return null;
  }
}

function plainCause(problem: ProblemAnswer) {
  const { title, next } = problemWords(problem);
  return { cause: `${title}.`, next };
}

/** How far a clock is off, in words. */
export function clockOff(skewMs: number): string {
  const apart = Math.round(Math.abs(skewMs) / 1000);
  return apart < 1 ? t('wizard.result.clockEven') : t('wizard.result.clockOff', apart, [number(apart)]);
}
