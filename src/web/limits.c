/**
 * @file limits.c  The ceilings of the edge, by default and by the settings
 */
#include "base/setting.h"
#include "web/web.h"


const struct web_limits web_limits_default = {
	.conns_max = 20000, .conns_ip_max = 500, .head_ms = 10000, .idle_ms = 75000, .grace_ms = 10000, .rate_min_bytes = 512,
	.drain_ms = 30000, .heartbeat_ms = 20000, .file_max_bytes = 20 << 20, .files_max_bytes = 50 << 20,
	.rate = {
		[RATE_PAGE] = {600, 60}, [RATE_INTAKE] = {30, 3600}, [RATE_STATUS] = {60, 60}, [RATE_SIGNIN] = {30, 600},
		[RATE_STAFF] = {1200, 60}, [RATE_SERVICE] = {30, 60},
	},
	.callback = {.from_h = 9, .until_h = 21},
	.wrong = {10, 3600},
	.metrics = "127.0.0.0/8 ::1",
};


void web_limits_read(struct web_limits *lim, const struct settings *s)
{
	*lim = web_limits_default;

	lim->conns_max = (unsigned)setting_int(s, SET_WEB_CONNECTIONS);
	lim->conns_ip_max = (unsigned)setting_int(s, SET_WEB_CONNECTIONS_PER_ADDRESS);
	lim->head_ms = (unsigned)setting_int(s, SET_WEB_HEAD_TIMEOUT);
	lim->idle_ms = (unsigned)setting_int(s, SET_WEB_IDLE_TIMEOUT);
	lim->grace_ms = (unsigned)setting_int(s, SET_WEB_GRACE);
	lim->rate_min_bytes = (unsigned)setting_int(s, SET_WEB_RATE_MIN);
	lim->drain_ms = (unsigned)setting_int(s, SET_DRAIN);
	lim->heartbeat_ms = (unsigned)setting_int(s, SET_WEB_HEARTBEAT);
	lim->file_max_bytes = (size_t)setting_int(s, SET_WEB_FILE_MAX);
	lim->files_max_bytes = (size_t)setting_int(s, SET_WEB_FILES_MAX);
	lim->proxies = setting_text(s, SET_WEB_PROXIES);
	lim->metrics = setting_text(s, SET_WEB_METRICS);
	lim->metrics_token = setting_text(s, SET_WEB_METRICS_TOKEN);
	lim->loopback_free = setting_bool(s, SET_DEMO);

	lim->rate[RATE_PAGE].count = (unsigned)setting_int(s, SET_LIMIT_PAGES);
	lim->rate[RATE_INTAKE].count = (unsigned)setting_int(s, SET_LIMIT_APPEALS);
	lim->rate[RATE_STATUS].count = (unsigned)setting_int(s, SET_LIMIT_STATUS);
	lim->rate[RATE_SIGNIN].count = (unsigned)setting_int(s, SET_LIMIT_SIGNIN);
	lim->rate[RATE_STAFF].count = (unsigned)setting_int(s, SET_LIMIT_STAFF);
	lim->rate[RATE_SERVICE].count = (unsigned)setting_int(s, SET_LIMIT_APPLICATIONS);
	callback_rules_read(&lim->callback, s);
	lim->wrong.count = (unsigned)setting_int(s, SET_LIMIT_WRONG_CODES);
}
