export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_scope'
  | 'unsupported_grant_type'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'invalid_token';

/** A refusal of the authorization server or of a token (RFC 6749 section 5.2, RFC 9449 section 5). */
export class OAuthError extends Error {
  readonly error: OAuthErrorCode;

  constructor(error: OAuthErrorCode, description: string) {
    super(description);
    this.name = 'OAuthError';
    this.error = error;
  }

  get status(): 400 | 401 {
    return this.error === 'invalid_client' || this.error === 'invalid_token' ? 401 : 400;
  }
}
