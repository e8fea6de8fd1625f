/**
 * @file setting.h  The settings: one const table, four sources
 *
 *     command line   --web.idle-timeout 75s          first that says it, wins; every one is checked
 *     environment    OTKLIK_WEB_IDLE_TIMEOUT=75s
 *     file           web.idle-timeout = 75s          # a comment is a line of its own
 *     default        of the table (setting_table.c)
 *
 * A name may be written with `_` for `-`. The file is the one of --config or OTKLIK_CONFIG, else otklik.conf in the data
 * folder when --data or OTKLIK_DATA says it, else /etc/otklik/otklik.conf when it is there. Relative paths in a file
 * begin at the file's folder, elsewhere at the working directory. Durations and sizes are written with a unit.
 *
 * Loaded by the main thread; any thread reads. A reload changes those that are marked so; a text once got stays valid
 * until the settings are freed.
 */
#ifndef OTKLIK_BASE_SETTING_H
#define OTKLIK_BASE_SETTING_H

#include "base/def.h"
#include <sys/socket.h>

enum setting_id {
	SET_CONFIG,
	SET_DATA,
	SET_DB,
	SET_MASTER_KEY,
	SET_NODE,
	SET_HTTP,
	SET_TLS_CERT,
	SET_TLS_KEY,
	SET_SIP,
	SET_MEDIA,
	SET_MEDIA_PORTS,
	SET_SPEECH_PROGRAM,
	SET_SPEECH_SPEED,
	SET_SIP_CALLS,
	SET_SIP_CALLS_PER_SOURCE,
	SET_SIP_RATE,
	SET_SIP_TRUNK,
	SET_SIP_TRUNK_NUMBER,
	SET_SIP_TRUNK_USER,
	SET_SIP_TRUNK_PASSWORD,
	SET_SIP_TRUNK_ALLOW,
	SET_SIP_SECRETS,
	SET_SIP_NAME_SERVERS,
	SET_SIP_NAT,
	SET_SIP_WATCH,
	SET_SIP_SESSION,
	SET_SIP_SESSION_MIN,
	SET_SIP_BAN_AFTER,
	SET_SIP_BAN_FOR,
	SET_SIP_BAN_LOOPBACK,
	SET_SIP_ANSWER,
	SET_SIP_REALM,
	SET_SIP_DIGEST,
	SET_SIP_TLS,
	SET_SIP_TLS_CERT,
	SET_SIP_TLS_KEY,
	SET_SIP_TLS_CA,
	SET_SIP_REGISTER_FOR,
	SET_SIP_REGISTER_MIN,
	SET_SUPERVISION_SHOWN,
	SET_PROFILE,
	SET_DEMO,
	SET_DRAIN,
	SET_LOG_LEVEL,
	SET_LOG_FORMAT,
	SET_READ_THREADS,
	SET_WORK_THREADS,
	SET_WORK_QUEUE,
	SET_WEB_CONNECTIONS,
	SET_WEB_CONNECTIONS_PER_ADDRESS,
	SET_WEB_HEAD_TIMEOUT,
	SET_WEB_IDLE_TIMEOUT,
	SET_WEB_GRACE,
	SET_WEB_RATE_MIN,
	SET_WEB_HEARTBEAT,
	SET_WEB_FILE_MAX,
	SET_WEB_FILES_MAX,
	SET_WEB_PROXIES,
	SET_WEB_METRICS,
	SET_WEB_METRICS_TOKEN,
	SET_LIMIT_PAGES,
	SET_LIMIT_APPEALS,
	SET_LIMIT_STATUS,
	SET_LIMIT_WRONG_CODES,
	SET_LIMIT_SIGNIN,
	SET_LIMIT_STAFF,
	SET_LIMIT_APPLICATIONS,
	SET_NOTICE_MIN,

	SET_QUEUE_CALLS,
	SET_QUEUE_RING,
	SET_QUEUE_WRAP_UP,
	SET_QUEUE_WRAP_MOST,
	SET_QUEUE_MISSES,
	SET_QUEUE_OWNER,
	SET_QUEUE_WRITTEN,
	SET_QUEUE_COMFORT,
	SET_QUEUE_WIDEN,
	SET_QUEUE_WIDEN_REGION,
	SET_QUEUE_REDIAL,
	SET_QUEUE_REPEAT,
	SET_QUEUE_REPEAT_AFTER,
	SET_QUEUE_SECOND,
	SET_VOICE_GREETS,

	SET_CALLBACK_CUT,
	SET_CALLBACK_FIRST,
	SET_CALLBACK_TRIES,
	SET_CALLBACK_SPACE,
	SET_CALLBACK_FROM,
	SET_CALLBACK_UNTIL,
	SET_CALLBACK_AT_ONCE,
	SET_VOICEMAIL_LIMIT,
	SET_SURVEY_CALLS,
	SET_RECORD_CALLS,
	SET_RECORD_KEEP,
	SET_RECORD_KEEP_TOPICS,

	SET_ADAPTER_STATUS,
	SET_ADAPTER_SMS,
	SET_ADAPTER_MAIL,
	SET_ADAPTER_WAIT,
	SET_ADAPTER_KEEP,
	SET_SMS_NUMBER,
	SETTINGS
};

enum setting_type {
	SETTING_TEXT,
	SETTING_PATH,
	SETTING_ADDRESS,        /* ADDR:PORT, the address in numbers: 127.0.0.1:8080, [::1]:8080 */
	SETTING_ADDRESSES,      /* several of them, separated by spaces */
	SETTING_WORD,           /* one of `words` */
	SETTING_INT,
	SETTING_BOOL,           /* yes, no */
	SETTING_DURATION,       /* ms, s, min, h, d; held in ms */
	SETTING_SIZE,           /* B, K, M, G (1024); held in bytes */
};

enum setting_flag {
	SETTING_RELOAD = 1,     /* SIGHUP applies it */
	SETTING_SECRET = 2,     /* never shown */
	SETTING_NO_FILE = 4,    /* not in the file: it says where the file is */
	SETTING_DESK = 8,       /* changed at the desk it acts at once; what is published there holds, and this no more (waiting/waiting.h) */
};

struct setting {
	const char *name;
	enum setting_type type;
	const char *def;        /* as one would write it; "" not set */
	int64_t min, max;       /* of numbers, in ms or bytes where they have a unit */
	const char *unit;       /* of an int, for people: "an hour"; or NULL */
	const char *words;      /* of SETTING_WORD, separated by a space */
	unsigned flags;
	const char *help;       /* a sentence */
};

enum setting_source {
	SOURCE_DEFAULT,
	SOURCE_FILE,
	SOURCE_ENV,
	SOURCE_OPTION,
};

struct settings;

/** SETTINGS rows, by enum setting_id */
extern const struct setting setting_table[];

/** What is wrong: where ("FILE:LINE", "--name", "OTKLIK_NAME") and what would be right, one line */
typedef void (setting_problem_h)(const char *where, const char *what, void *arg);

struct setting_input {
	int argc;                        /* options of the command line; the array is reordered: what is no option comes last */
	char **argv;
	char **env;                      /* as environ */
	setting_problem_h *problem_h;
	void *arg;
};

/**
 * Reads all sources
 *
 * @param sp    Owned settings
 * @param restp Index of the first argument of argv that is no option (argc: none); may be NULL: such an argument is a problem
 * @param in    Where from; argv[0] is not looked at
 *
 * @return 0; EINVAL when problem_h was told something; ENOMEM
 */
int settings_load(struct settings **sp, int *restp, const struct setting_input *in) MUST_CHECK;

/** Checks a file alone: as settings_load does */
int settings_check_file(const char *path, setting_problem_h *problem_h, void *arg) MUST_CHECK;

/** Checks the text of a file; `name` stands in problems for its path, and relative paths begin at its folder. Borrowed, at any bytes */
int settings_check_text(const char *name, struct pl text, setting_problem_h *problem_h, void *arg) MUST_CHECK;

/** A setting was changed by a reload; `applied` no: only a restart does */
typedef void (setting_change_h)(enum setting_id id, bool applied, void *arg);

/**
 * Reads all sources again, as they were given. With a problem nothing changes. Main thread
 *
 * @return 0; EINVAL when problem_h was told something; ENOMEM
 */
int settings_reload(struct settings *s, setting_problem_h *problem_h, setting_change_h *change_h, void *arg) MUST_CHECK;

/** A text, path, address or word; NULL when it is not set. Borrowed */
const char *setting_text(const struct settings *s, enum setting_id id);

/** An int; a duration in ms; a size in bytes */
int64_t setting_int(const struct settings *s, enum setting_id id);

bool setting_bool(const struct settings *s, enum setting_id id);

/** The address of a SETTING_ADDRESS; false when it is not set */
bool setting_address(const struct settings *s, enum setting_id id, struct sockaddr_storage *addr, socklen_t *lenp);

/** The i-th address of a SETTING_ADDRESSES, from 0; false when there is none */
bool setting_address_at(const struct settings *s, enum setting_id id, size_t i, struct sockaddr_storage *addr, socklen_t *lenp);

/** Which source says it; the line of the file, or 0 */
enum setting_source setting_source(const struct settings *s, enum setting_id id, unsigned *linep);

/** The file that was read, or NULL. Borrowed */
const char *settings_file(const struct settings *s);

/** The setting of a name, `_` or `-`; SETTINGS when there is none */
enum setting_id setting_find(struct pl name);

/** The setting whose name is nearest to a misspelt one; NULL when none is near */
const char *setting_nearest(struct pl name);

/** Prints the environment's name of a setting: for %H */
int setting_print_env(struct re_printf *pf, const struct setting *row);

/** Print the bounds of a number as one would write them: for %H */
int setting_print_min(struct re_printf *pf, const struct setting *row);
int setting_print_max(struct re_printf *pf, const struct setting *row);

/** A value as it was read: numbers in `num` */
struct setting_value {
	char *text;              /* owned; NULL: not set */
	int64_t num;
};

/**
 * Reads a value by the rules of its row
 *
 * @param value Result; the text is owned by the caller
 * @param row   Row of the table
 * @param text  As written, without space around it
 * @param dir   Folder at which relative paths begin; NULL as they are
 * @param why   Filled with what is wrong and what would be right
 * @param size  Size of why, bytes
 *
 * @return 0, EINVAL with `why`, ENOMEM
 */
int setting_parse(struct setting_value *value, const struct setting *row, struct pl text, const char *dir,
		  char *why, size_t size) MUST_CHECK;

#endif
