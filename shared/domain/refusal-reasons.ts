/**
 * Every reason that the service gives of its own accord, by the code of the error that it belongs to. Operators look
 * them up in docs/troubleshooting.md, which a test compares with this list. What varies (a claim's name, an AWS error) is
 * the error's detail.
 */
export const REFUSAL_REASONS = {
  invalid_request: ['not_served'],
  token_rejected: [
    'not_a_single_bearer_token',
    'too_large',
    'not_three_parts',
    'not_canonical_base64url',
    'not_a_json_object',
    'forbidden_header',
    'alg_missing',
    'kid_unreadable',
    'typ_unreadable',
    'iss_missing',
    'issuer_unknown',
    'issuer_mismatch',
    'issuer_disabled',
    'algorithm_not_allowed',
    'type_not_allowed',
    'kid_unknown',
    'kid_missing',
    'kid_of_too_many_keys',
    'algorithm_not_of_key',
    'signature_invalid',
    'exp_missing',
    'exp_unreadable',
    'iat_missing',
    'iat_unreadable',
    'nbf_unreadable',
    'expired',
    'issued_in_the_future',
    'expires_before_it_is_issued',
    'life_too_long',
    'too_old',
    'not_yet_valid',
    'audience_unreadable',
    'audience_not_ours',
    'audience_not_sole',
    'sub_missing',
    'sub_unreadable',
    'require_not_held',
    'iam_incomplete',
    'iam_principal_is_no_role_session',
    'iam_user_id_unreadable',
  ],
  not_allowed: [
    'no_such_connector',
    'disabled',
    'not_served',
    'people_only',
    'needs_system_scope',
    'no_grant_matches',
    'no_such_connector_or_no_grant',
    'claim_missing',
    'caller_shows_no_token',
    'caller_shows_no_token_with_a_life',
    'issuer_not_federable',
    'no_administrator',
  ],
  upstream_invalid: [
    'credentials_missing',
    'expiration_unbelievable',
    'identity_unreadable',
    'not_the_identity_of_the_session',
    'not_the_account_of_the_connector',
    'not_the_session_asked_for',
    'not_the_source_identity_asked_for',
    'no_signin_token',
    'not_one_login_a_registry',
    'not_the_registry_asked_for',
    'not_the_region_asked_for',
    'expiry_unbelievable',
    'token_not_base64',
    'token_unreadable',
  ],
  keys_unavailable: [
    'fetch_failed',
    'discovery_unreadable',
    'discovery_of_another_issuer',
    'key_address_unreadable',
    'key_address_not_https',
    'keys_on_another_host',
    'key_address_with_user',
    'key_set_unreadable',
    'key_set_without_usable_key',
    'inline_keys_unusable',
    'waited_for_a_fetch',
    'cooling_down',
  ],
  audit_unavailable: ['refusal_not_recorded'],
  deadline_exceeded: ['waited_for_an_equal_request', 'deadline_not_heeded'],
} as const;

/** The reasons of one error code. */
export type ReasonOf<Code extends keyof typeof REFUSAL_REASONS> = (typeof REFUSAL_REASONS)[Code][number];

export type RefusalReason = ReasonOf<keyof typeof REFUSAL_REASONS>;

/** Why an explanation ends before a decision; it is an answer, and no error. */
export const EXPLANATION_REASONS = ['no_caller', 'no_such_issuer', 'token_not_verified'] as const;

export type ExplanationReason = (typeof EXPLANATION_REASONS)[number];
