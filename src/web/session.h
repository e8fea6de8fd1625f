/**
 * @file session.h  Signing in and out, for the handlers that do it
 *
 * A session's token is made here and given to the browser once; the store keeps session_digest() of it.
 */
#ifndef OTKLIK_WEB_SESSION_H
#define OTKLIK_WEB_SESSION_H

#include "web/request.h"

#define SESSION_COOKIE "otklik_session"

enum {
	SESSION_TOKEN_SIZE = 44,           /* 256 bits as 43 characters of base64url, and the NUL */
	SESSION_TOKEN_MAX = 64,            /* longer ones are not looked at */
};

/** What web_prm.session_h fills */
struct session_row {
	struct session session;
	int64_t expires_ms;                /* wall clock */
};

/** A new random token; also fit for CSRF tokens and one-time links */
void session_token(char token[SESSION_TOKEN_SIZE]);

/** The keyed digest under which the store knows a token */
void session_digest(const struct web *web, struct pl token, uint8_t digest[32]);

/** Sets the cookie with the coming reply; age_s 0 and an empty token remove it */
void session_cookie(struct request *req, const char *token, int64_t age_s);

/** The same as web_session_drop(), for a handler: the very next request asks the store */
void session_end(struct web *web, int64_t staff);

/**
 * Forgets what is cached about a staff member's sessions and ends their event streams: after sign-out, a password change, a
 * change of roles, disabling. Any thread; call it when the change is committed
 */
int web_session_drop(struct web *web, int64_t staff) MUST_CHECK;

#endif
