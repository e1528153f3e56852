import type { Party } from '../model.ts';
import type { StoredEvent } from './system-log.ts';

/** An event in the full shape of a LogEvent: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/ */
export function toLogEvent(event: StoredEvent): Record<string, unknown> {
  return {
    uuid: event.uuid,
    published: event.published,
    eventType: event.eventType,
    version: '0',
    displayMessage: event.displayMessage,
    severity: event.severity,
    legacyEventType: null,
    client: {
      userAgent: { rawUserAgent: event.userAgent, os: 'Unknown', browser: 'UNKNOWN' },
      zone: 'null',
      device: 'Unknown',
      id: null,
      ipAddress: event.ip,
      geographicalContext: null,
    },
    device: null,
    actor: toParty(event.actor),
    outcome: { result: event.result, reason: event.reason },
    target: event.target.map(toParty),
    transaction: {
      type: 'WEB',
      id: event.requestId,
      detail: event.tokenId === null ? {} : { requestApiTokenId: event.tokenId },
    },
    debugContext: { debugData: { requestId: event.requestId, requestUri: event.requestUri } },
    authenticationContext: {
      authenticationProvider: null,
      credentialProvider: null,
      credentialType: null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      externalSessionId: 'unknown',
    },
    securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null },
    request: { ipChain: [{ ip: event.ip, geographicalContext: null, version: 'V4', source: null }] },
  };
}

function toParty(party: Party): Record<string, unknown> {
  return { ...party, detailEntry: null };
}
