/**
 * @file rule.c  Rules of the staff room: words, logins, passwords, pauses
 */
#include <string.h>
#include "base/text.h"
#include "staff/staff.h"

static const char *const roles[] = {"operator", "senior", "specialist", "supervisor", "auditor", "administrator"};
static const char *const presences[] = {"", "offline", "ready", "busy", "break", "away"};
static const char *const refusals[] = {
	"", "unknown", "changed", "login", "login_taken", "name", "roles", "last", "wrong", "locked", "password_short",
	"password_common", "presence", "skill", "reason",
};

enum { ROLES_N = sizeof(roles) / sizeof(roles[0]) };


const char *staff_refusal_name(enum staff_refusal refusal)
{
	return (unsigned)refusal < sizeof(refusals) / sizeof(refusals[0]) ? refusals[refusal] : "";
}


const char *role_name(enum role role)
{
	for (unsigned i = 0; i < ROLES_N; i++) {

		if (1u << i == (unsigned)role)
			return roles[i];
	}

	return "";
}


static unsigned role_of(struct pl word)
{
	for (unsigned i = 0; i < ROLES_N; i++) {

		if (0 == pl_strcmp(&word, roles[i]))
			return 1u << i;
	}

	return 0;
}


unsigned roles_of(struct pl list)
{
	unsigned bits = 0;

	while (list.l) {
		const char *comma = pl_strchr(&list, ',');
		struct pl word = {list.p, comma ? (size_t)(comma - list.p) : list.l};
		unsigned bit = role_of(text_trim(word));

		if (!bit)
			return 0;

		bits |= bit;
		pl_advance(&list, (ssize_t)(word.l + (comma ? 1 : 0)));
	}

	return bits;
}


/* Who talks knows who called: a single score, or an average watched from call to call, would tell what that citizen said */
bool role_sees_scores(unsigned bits)
{
	return 0 != (bits & ROLE_SCORES);
}


const char *presence_name(enum presence presence)
{
	return (unsigned)presence <= PRESENCE_AWAY ? presences[presence] : "";
}


enum presence presence_of(struct pl name)
{
	for (int i = PRESENCE_OFFLINE; i <= PRESENCE_AWAY; i++) {

		if (0 == pl_strcmp(&name, presences[i]))
			return (enum presence)i;
	}

	return 0;
}


enum staff_refusal login_check(struct pl login)
{
	if (login.l < 2 || login.l > LOGIN_MAX)
		return STAFF_LOGIN;

	for (size_t i = 0; i < login.l; i++) {
		char c = login.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("._-", c)) || '\0' == c)
			return STAFF_LOGIN;
	}

	return STAFF_ALLOWED;
}


/* Length is what counts; what a guesser tries first is refused (NIST SP 800-63B 5.1.1.2) */
enum staff_refusal password_check(struct pl password, struct pl login)
{
	bool same = true;

	if (!text_valid(password) || text_count(password) < PASSWORD_MIN || password.l > PASSWORD_MAX)
		return STAFF_PASSWORD_SHORT;

	for (size_t i = 1; i < password.l && same; i++)
		same = password.p[i] == password.p[0];

	if (same || (login.l && password.l >= login.l && 0 == strncasecmp(password.p, login.p, login.l) &&
		     password.l < login.l + 4))
		return STAFF_PASSWORD_COMMON;

	return STAFF_ALLOWED;
}


int64_t sign_in_pause_ms(int64_t failures)
{
	int64_t pause = SIGN_IN_PAUSE_MS;

	if (failures < SIGN_IN_TRIES)
		return 0;

	for (int64_t i = SIGN_IN_TRIES; i < failures && pause < SIGN_IN_PAUSE_MAX_MS; i++)
		pause *= 2;

	return pause < SIGN_IN_PAUSE_MAX_MS ? pause : SIGN_IN_PAUSE_MAX_MS;
}
