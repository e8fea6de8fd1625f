/**
 * @file serve.c  otklik serve: runs until SIGTERM
 *
 * The main thread only waits: for signals, for a step of the wall clock, for the other threads to answer (base/watch.h): while
 * all do, it gives the service manager's watchdog its sign of life.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include "base/clock.h"
#include "base/log.h"
#include "base/sdnotify.h"
#include "base/why.h"
#include "cmd/cmd.h"
#include "cmd/demo.h"
#include "cmd/node.h"
#include "web/health.h"

enum { LOOK_MS = 1000, STEP_MS = 2000, SWEEP_EVERY_MS = 3600 * 1000 };


static void log_setup(const struct settings *settings)
{
	enum log_level level = LOG_LEVEL_INFO;

	if (0 == log_level_parse(&level, pl_of(setting_text(settings, SET_LOG_LEVEL))))
		log_level_set(level);
	log_json_set(0 == strcmp(setting_text(settings, SET_LOG_FORMAT), "json"));
}


static void files_raise(void)
{
	struct rlimit lim;

	if (getrlimit(RLIMIT_NOFILE, &lim) || lim.rlim_cur == lim.rlim_max)
		return;

	lim.rlim_cur = lim.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &lim);
}


/* Where a browser on this machine finds it */
static void origin_print(char *dst, size_t size, const struct node *node)
{
	bool tls = setting_text(node->settings, SET_TLS_CERT) != NULL;
	struct sockaddr_storage addr;
	char host[INET6_ADDRSTRLEN + 2] = "127.0.0.1";
	socklen_t len;

	if (setting_address(node->settings, SET_HTTP, &addr, &len)) {
		const struct sockaddr_in *in4 = (const void *)&addr;
		const struct sockaddr_in6 *in6 = (const void *)&addr;
		char buf[INET6_ADDRSTRLEN];

		if (AF_INET == addr.ss_family && in4->sin_addr.s_addr != htonl(INADDR_ANY))
			(void)inet_ntop(AF_INET, &in4->sin_addr, host, sizeof(host));
		else if (AF_INET6 == addr.ss_family && !IN6_IS_ADDR_UNSPECIFIED(&in6->sin6_addr) &&
			 inet_ntop(AF_INET6, &in6->sin6_addr, buf, sizeof(buf)))
			(void)snprintf(host, sizeof(host), "[%.43s]", buf);
	}

	(void)snprintf(dst, size, "%s://%s:%u", tls ? "https" : "http", host, web_port(node->web));
}


static void problem_h(const char *where, const char *what, void *arg)
{
	(void)arg;
	log_error("settings: %s: %s", where, what);
}


static void change_h(enum setting_id id, bool applied, void *arg)
{
	(void)arg;
	log_info("settings: changed name=%s%s", setting_table[id].name, applied ? "" : " (acts after a restart)");
}


static void reload(struct node *node, struct settings *settings)
{
	struct voice_limits calls;
	struct web_limits limits;
	int err;

	sdnotify_reloading();

	err = settings_reload(settings, problem_h, change_h, NULL);
	if (!err) {
		log_setup(settings);
		web_limits_read(&limits, settings);
		err = web_reload(node->web, &limits);
		voice_limits_read(&calls, settings);
		if (!err)
			err = voice_reload(node->voice, &calls);
		health_set(node->web, REASON_CLOCK, false);      /* whoever reloads has seen the alarm */
	}
	if (err)
		log_error("settings: not reloaded, the old ones stay err=%m", err);

	sdnotify_ready();
}


/* A jump of the wall clock makes terms wrong until somebody looks: an alarm in the log and in /healthz */
static void clock_watch(struct node *node, struct clock_look *look)
{
	int64_t step_ms = clock_step_ms(look, clock_wall_ms(), clock_mono_ms());

	if (step_ms > STEP_MS || step_ms < -STEP_MS) {
		log_error("clock: the wall clock jumped step_ms=%lld", step_ms);
		health_set(node->web, REASON_CLOCK, true);
	}
}


/* Do all threads answer? A late one is told and shown; while one hangs there is no sign of life, and the manager starts us anew */
static bool threads_watch(struct node *node, struct watch *watch, int64_t now_ms, const char **told)
{
	struct watch_report rep = watch_look(watch, now_ms);
	const char *name = rep.hung ? rep.hung : rep.late;

	if (name && (!*told || strcmp(*told, name)))
		log_error("serve: a thread does not answer thread=%s for_ms=%lld", name, rep.for_ms);
	else if (!name && *told)
		log_info("serve: all threads answer again");
	*told = name;
	health_set(node->web, REASON_THREAD, name != NULL);

	return !rep.hung;
}


static void run(struct node *node, struct settings *settings, const sigset_t *set, struct clock_look *clock, struct watch *watch)
{
	const char *told = NULL;
	int64_t alive_ms = sdnotify_interval_ms(), next_ms = 0, sweep_ms = clock_mono_ms() + SWEEP_EVERY_MS;
	const struct timespec look = {LOOK_MS / 1000, 0};

	for (;;) {
		int sig = sigtimedwait(set, NULL, &look);
		int64_t now_ms = clock_mono_ms();

		if (SIGTERM == sig || SIGINT == sig)
			return;
		if (SIGHUP == sig)
			reload(node, settings);

		clock_watch(node, clock);
		if (threads_watch(node, watch, now_ms, &told) && alive_ms && now_ms >= next_ms) {
			sdnotify_alive();
			next_ms = now_ms + alive_ms;
		}
		if (now_ms >= sweep_ms) {
			node_sweep(node);
			sweep_ms = now_ms + SWEEP_EVERY_MS;
		}
	}
}


/* Numbers that are made up must not be printed anywhere */
static void illustrative_tell(const struct node *node)
{
	const char *file = setting_text(node->settings, SET_PROFILE);

	if (profile_illustrative(node->profile))
		log_info("profile: its telephone numbers are illustrative, put your own in their place file=%s", file ? file : "built-in");
}


static int serve(struct settings *settings, const sigset_t *set, int64_t began_us)
{
	struct mbuf *why = mbuf_alloc(256);
	struct clock_look clock = {0};
	struct watch *watch = NULL;
	struct node *node = NULL;
	const char *sip;
	char origin[128];
	struct pl words;
	int err;

	(void)clock_step_ms(&clock, clock_wall_ms(), clock_mono_ms());     /* a jump while it starts is one too */

	err = watch_alloc(&watch);
	if (!err)
		err = node_start(&node, settings, why);
	if (!err)
		err = node_watch(node, watch);
	if (err) {
		node_stop(node);
		mem_deref(watch);
		words = why_words(why);
		(void)re_fprintf(stderr, "otklik serve: %r\n", &words);
		mem_deref(why);
		return cmd_status(err);
	}
	mem_deref(why);

	illustrative_tell(node);
	origin_print(origin, sizeof(origin), node);
	sip = voice_address(node->voice);
	log_info("serve: ready at=%s sip=%s data=%s in_ms=%lld", origin, *sip ? sip : "none", setting_text(settings, SET_DATA),
		 (clock_mono_us() - began_us) / 1000);

	if (setting_bool(settings, SET_DEMO)) {
		err = demo_tell(node->store, origin, sip, profile_lines(node->profile), stdout);
		if (err)
			log_warn("serve: the demonstration's links were not made err=%m", err);
	}
	sdnotify_ready();

	run(node, settings, set, &clock, watch);

	sdnotify_stopping();
	log_info("serve: stopping");
	node_stop(node);
	mem_deref(watch);                        /* a ping may have lain in a mailbox until now */
	log_info("serve: stopped");

	return CMD_OK;
}


int cmd_serve(int argc, char *argv[])
{
	int64_t began_us = clock_mono_us();
	struct settings *settings = NULL;
	sigset_t set;
	int rc;

	rc = cmd_settings(&settings, NULL, argc, argv);
	if (rc)
		return rc;

	if (!setting_text(settings, SET_DATA)) {
		mem_deref(settings);
		return cmd_usage("serve", "say where the data lie: --data DIR");
	}

	/* before the first thread: they inherit it, and the main thread alone takes signals */
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);          /* a file at its ceiling is an error of the write, as a full disk is */
	(void)umask(077);

	log_setup(settings);
	files_raise();

	rc = serve(settings, &set, began_us);

	mem_deref(settings);
	return rc;
}
