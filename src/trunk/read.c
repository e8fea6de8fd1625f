/**
 * @file read.c  Trunks as the profile, or a sheet over it, has them
 */
#include "base/why.h"
#include "person/check.h"
#include "trunk/trunk.h"

enum { CALLS_MAX = 20000, RATE_MAX = 10000 };

static const char *const members[] = {"key", "uri", "number", "user", "secret", "password", "register", "srtp", "allow", "calls",
	"rate", "trusted", "from", "off"};
static const char shape[] = "{\"key\": \"main\", \"uri\": \"sip:carrier.example\", \"number\": \"+74950000000\", \"user\": \"hotline\", "
	"\"secret\": \"main\", \"register\": true, \"allow\": [\"+7\"], \"calls\": 30, \"rate\": 5, \"trusted\": true, \"from\": [\"192.0.2.0/24\"]}";


/* Plain words: of the key, of a secret */
static bool word_read(char *to, size_t size, const json_t *value)
{
	const char *text = json_string_value(value);

	if (!text || !*text || strlen(text) >= size || strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-") != strlen(text))
		return false;

	memcpy(to, text, strlen(text) + 1);
	return true;
}


/* What stands in a SIP address or a header as it is */
static bool text_read(char *to, size_t size, const json_t *value)
{
	const char *text = json_string_value(value);

	if (!text || !*text || strlen(text) >= size)
		return false;

	for (const char *p = text; *p; p++) {
		if (*p <= ' ' || *p > '~' || strchr("<>\"\\", *p))
			return false;
	}

	memcpy(to, text, strlen(text) + 1);
	return true;
}


static bool number_read(char *to, size_t size, const json_t *value)
{
	struct check_result res;

	if (!json_is_string(value))
		return false;

	check_phone(&res, (struct pl){json_string_value(value), json_string_length(value)}, 0);
	if (CHECK_INVALID == res.verdict || '+' != res.value[0] || strlen(res.value) >= size)
		return false;

	memcpy(to, res.value, strlen(res.value) + 1);
	return true;
}


static bool count_read(unsigned *to, const json_t *value, json_int_t max)
{
	json_int_t n = json_integer_value(value);

	if (!value)
		return true;
	if (!json_is_integer(value) || n < 1 || n > max)
		return false;

	*to = (unsigned)n;
	return true;
}


static bool flag_read(bool *to, const json_t *value)
{
	if (value && !json_is_boolean(value))
		return false;

	*to = json_is_true(value);
	return true;
}


bool trunk_allow_add(struct trunk_plan *plan, struct pl text)
{
	if (TRUNK_ALLOW_MAX == plan->allows || !text.l || text.l >= TRUNK_ALLOW_SIZE || '+' != text.p[0])
		return false;

	for (size_t i = 1; i < text.l; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	}

	memcpy(plan->allow[plan->allows], text.p, text.l);
	plan->allow[plan->allows++][text.l] = '\0';
	return true;
}


static bool allow_read(struct trunk_plan *plan, const json_t *array)
{
	json_t *item;
	size_t i;

	if (array && (!json_is_array(array) || !json_array_size(array)))
		return false;

	json_array_foreach((json_t *)array, i, item) {
		if (!trunk_allow_add(plan, (struct pl){json_string_value(item), json_string_length(item)}))
			return false;
	}

	return true;
}


static bool nets_read(struct trunk_plan *plan, const json_t *array)
{
	json_t *item;
	size_t i;

	if (array && (!json_is_array(array) || json_array_size(array) > TRUNK_NETS_MAX))
		return false;

	json_array_foreach((json_t *)array, i, item) {
		if (!trunk_net_read(&plan->net[plan->nets++], (struct pl){json_string_value(item), json_string_length(item)}))
			return false;
	}

	return true;
}


static const char *unknown(const json_t *obj)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)obj, key, value) {
		bool known = false;

		for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
			known |= 0 == strcmp(members[i], key);
		if (!known)
			return key;
	}

	return NULL;
}


/* The member that is not as it should be; NULL none */
static const char *plan_read(struct trunk_plan *p, const json_t *obj, enum trunk_source source)
{
	const json_t *number = json_object_get(obj, "number"), *user = json_object_get(obj, "user"), *secret = json_object_get(obj, "secret");

	if (unknown(obj))
		return unknown(obj);
	if (!word_read(p->key, sizeof(p->key), json_object_get(obj, "key")))
		return "key";
	if (!text_read(p->uri, sizeof(p->uri), json_object_get(obj, "uri")))
		return "uri";
	if (number && !number_read(p->number, sizeof(p->number), number))
		return "number";
	if (user && !text_read(p->user, sizeof(p->user), user))
		return "user";
	if (secret && !word_read(p->secret, sizeof(p->secret), secret))
		return "secret";
	if (!flag_read(&p->password, json_object_get(obj, "password")) || (p->password && (secret || !user || TRUNK_OF_DESK != source)))
		return "password";
	if (!flag_read(&p->off, json_object_get(obj, "off")))
		return "off";
	if (!flag_read(&p->registers, json_object_get(obj, "register")) || (p->registers && !user))
		return "register";
	if (!flag_read(&p->srtp, json_object_get(obj, "srtp")) || (p->srtp && !strstr(p->uri, ";transport=tls")))
		return "srtp";
	if (!flag_read(&p->trusted, json_object_get(obj, "trusted")))
		return "trusted";
	if (!allow_read(p, json_object_get(obj, "allow")))
		return "allow";
	if (!count_read(&p->calls, json_object_get(obj, "calls"), CALLS_MAX))
		return "calls";
	if (!count_read(&p->rate, json_object_get(obj, "rate"), RATE_MAX))
		return "rate";

	return nets_read(p, json_object_get(obj, "from")) ? NULL : "from";
}


const struct trunk_plan *trunk_plan_find(const struct trunk_plans *plans, const char *key)
{
	for (size_t i = 0; i < plans->n; i++) {
		if (0 == strcmp(plans->at[i].key, key))
			return &plans->at[i];
	}

	return NULL;
}


struct pl trunk_host(const struct trunk_plan *plan)
{
	static const char scheme[] = "sip:";
	const char *p = plan->uri;

	if (0 == strncasecmp(p, scheme, sizeof(scheme) - 1))
		p += sizeof(scheme) - 1;

	return (struct pl){p, '[' == *p ? strcspn(p, "]") : strcspn(p, ":;?")};
}


int trunks_read(struct trunk_plans **tp, const json_t *array, enum trunk_source source, const char *from, struct mbuf *why)
{
	struct trunk_plans *plans;
	json_t *item;
	size_t i;
	int err = 0;

	if (array && (!json_is_array(array) || json_array_size(array) > TRUNKS_MAX))
		return why_say(why, EINVAL, "%s: member `trunks` must be an array of at most %d", from, TRUNKS_MAX);

	plans = mem_zalloc(sizeof(*plans), NULL);
	if (!plans)
		return ENOMEM;

	json_array_foreach((json_t *)array, i, item) {
		const char *wrong = json_is_object(item) ? plan_read(&plans->at[i], item, source) : "…";

		if (wrong) {
			err = why_say(why, EINVAL, "%s: trunks[%zu].%s: a trunk is %s; `register` wants a `user`, `srtp` ;transport=tls", from, i, wrong, shape);
			break;
		}
		if (trunk_plan_find(plans, plans->at[i].key)) {
			err = why_say(why, EINVAL, "%s: trunks[%zu]: another trunk has the key `%s`", from, i, plans->at[i].key);
			break;
		}
		plans->n++;
	}

	if (err)
		mem_deref(plans);
	else
		*tp = plans;

	return err;
}


/* The member of one that is wrong, or that another before has its key; NULL none */
static const char *fault_of(const json_t *array, size_t at, enum trunk_source source)
{
	const json_t *item = json_array_get(array, at);
	const char *wrong;
	struct trunk_plan plan;

	memset(&plan, 0, sizeof(plan));
	wrong = json_is_object(item) ? plan_read(&plan, item, source) : "member";
	if (wrong)
		return unknown(item) ? "member" : wrong;

	for (size_t i = 0; i < at; i++) {
		if (0 == strcmp(plan.key, json_string_value(json_object_get(json_array_get(array, i), "key"))))
			return "twice";
	}

	return NULL;
}


const char *trunks_fault(const json_t *array, enum trunk_source source, size_t *at)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *wrong = fault_of(array, i, source);

		if (wrong) {
			*at = i;
			return wrong;
		}
	}

	return NULL;
}


bool trunk_permits(const struct trunk_plan *plan, const char *number)
{
	for (size_t i = 0; i < plan->allows; i++) {
		if (0 == strncmp(number, plan->allow[i], strlen(plan->allow[i])))
			return true;
	}

	return false;
}
