import type { Row } from './traffic-file.ts';

type About = Pick<Row, 'method' | 'status' | 'token' | 'plan'> & { path: string };

const retry = 'then press Retry in Okta (Dashboard, Tasks)';

/** What a person can do about a refused or failed request, as one sentence. `told` is what the problem itself advises. */
export function nextOf({ method, status, path, token, plan }: About, told: string | null): string {
  const ofGroup = path.toLowerCase().startsWith('/groups');
  switch (status) {
    case 401:
      return 'Look at "rollcall tokens list": make, activate or renew a token, and put its text into Okta’s API integration.';
    case 403:
      if (plan !== null) return `Look at plan ${plan} and approve it, ${retry}.`;
      return told === null ? `Change what the sentence names, ${retry}.` : joined(told);
    case 404:
      if (method === 'GET')
        return 'Nothing to do where Okta looks for somebody new; else assign the user in Okta anew.';
      return ofGroup
        ? 'Unlink the group in Okta under Push Groups and push it again.'
        : 'Unassign the user in Okta and assign them again, so that Okta looks for the account anew.';
    case 409:
      return ofGroup
        ? 'Link to the group of that name in Okta under Push Groups, or rename one of the two.'
        : `Let Okta import users and confirm the match, or give one of the two another user name, ${retry}.`;
    case 400:
      return told === null ? `Correct the named value in Okta’s profile or in its mapping, ${retry}.` : joined(told);
    case 412:
      return 'The client has to read the resource again and repeat its change.';
    case 413:
      return 'The client has to send less at once.';
    case 429:
      if (token === null) return 'Wait a minute, and correct the token where it is sent from.';
      return 'Nothing to do: Okta tries again by itself. If it lasts, "rollcall doctor" names the cause.';
    case 500:
      return 'Make a support bundle with "rollcall support-bundle" and report it.';
    default:
      return 'Okta asks for nothing of the kind; look at which program does.';
  }
}

function joined(told: string): string {
  return `${told.replace(/\.$/, '')}, ${retry}.`;
}
