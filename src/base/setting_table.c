/**
 * @file setting_table.c  What can be set
 *
 * A row feeds `otklik help settings`, docs/administrator.md and `config show`. To add one: its place in enum setting_id, its row
 * here, and `make docs`.
 */
#include "base/setting.h"

#define SECONDS 1000
#define HOURS (3600 * 1000)
#define MEGABYTES (1024 * 1024)


const struct setting setting_table[SETTINGS] = {

	/* Where things lie */

	[SET_CONFIG] = {"config", SETTING_PATH, "", .flags = SETTING_NO_FILE,
		.help = "File of settings. Without it: otklik.conf in the data folder, else /etc/otklik/otklik.conf."},
	[SET_DATA] = {"data", SETTING_PATH, "",
		.help = "Folder of the data: store, files of citizens, signed heads of the journal. It must be the program's own."},
	[SET_DB] = {"db", SETTING_TEXT, "", .flags = SETTING_SECRET,
		.help = "Where the store is: postgresql://USER@HOST/NAME. Without it SQLite in the data folder."},
	[SET_MASTER_KEY] = {"master-key", SETTING_PATH, "",
		.help = "File of the master key, outside the data folder and its backups. Without it master.key beside the data folder's "
			"files, which suits a trial only."},
	[SET_NODE] = {"node", SETTING_INT, "0", 0, 511,
		.help = "Number of this node among those that share a store; each has its own."},

	/* Edges */

	[SET_HTTP] = {"http", SETTING_ADDRESS, "127.0.0.1:8080",
		.help = "Address and port for pages, the desk and the API; port 0 takes a free one."},
	[SET_TLS_CERT] = {"tls-cert", SETTING_PATH, "", .flags = SETTING_RELOAD,
		.help = "Certificate chain (PEM); with it HTTP is spoken under TLS."},
	[SET_TLS_KEY] = {"tls-key", SETTING_PATH, "", .flags = SETTING_RELOAD,
		.help = "Private key of the certificate (PEM)."},
	[SET_SIP] = {"sip", SETTING_ADDRESSES, "",
		.help = "Addresses and ports for telephone calls (SIP over UDP and TCP), separated by spaces; 0.0.0.0 and [::] mean what the machine has at the start; port 0 takes a free one."},
	[SET_MEDIA] = {"media", SETTING_TEXT, "",
		.help = "Addresses for sound, separated by spaces; LOCAL=PUBLIC behind a translation. Without it those of sip; else, unless http is on loopback, those of the machine."},
	[SET_MEDIA_PORTS] = {"media-ports", SETTING_TEXT, "20000-29999",
		.help = "UDP ports for sound, FROM-TO; a telephone call takes two of them, all calls of browsers together one: the highest that is free."},

	/* The organisation */

	[SET_PROFILE] = {"profile", SETTING_PATH, "",
		.help = "Profile of the organisation (docs/profile.md): how it is called and reached, and what an empty store begins with."},
	[SET_DEMO] = {"demo", SETTING_BOOL, "no",
		.help = "Fills an empty store with a demonstration, prints one-time sign-ins, lifts the limits for loopback."},

	/* The program */

	[SET_DRAIN] = {"drain", SETTING_DURATION, "30s", 0, 1 * HOURS, .flags = SETTING_RELOAD,
		.help = "Longest wait for what runs when the program is asked to stop."},
	[SET_LOG_LEVEL] = {"log-level", SETTING_WORD, "info", .words = "error warn info debug", .flags = SETTING_RELOAD,
		.help = "How much is logged."},
	[SET_LOG_FORMAT] = {"log-format", SETTING_WORD, "text", .words = "text json", .flags = SETTING_RELOAD,
		.help = "Lines for people, or a JSON object a line."},
	[SET_READ_THREADS] = {"read-threads", SETTING_INT, "2", 1, 64,
		.help = "Threads that read the store, each with its connection."},
	[SET_WORK_THREADS] = {"work-threads", SETTING_INT, "2", 1, 64,
		.help = "Threads for slow work: passwords and the like."},
	[SET_WORK_QUEUE] = {"work-queue", SETTING_INT, "256", 1, 100000,
		.help = "Slow work that may wait; above it a request is told to try later."},

	/* Slow and many clients */

	[SET_WEB_CONNECTIONS] = {"web.connections", SETTING_INT, "20000", 10, 1000000,
		.help = "Connections in all."},
	[SET_WEB_CONNECTIONS_PER_ADDRESS] = {"web.connections-per-address", SETTING_INT, "500", 1, 1000000,
		.help = "Connections of one address."},
	[SET_WEB_HEAD_TIMEOUT] = {"web.head-timeout", SETTING_DURATION, "10s", 100, 1 * HOURS,
		.help = "From the connection to the end of the first request's headers."},
	[SET_WEB_IDLE_TIMEOUT] = {"web.idle-timeout", SETTING_DURATION, "75s", 100, 1 * HOURS,
		.help = "From a reply to the end of the next request's headers."},
	[SET_WEB_GRACE] = {"web.grace", SETTING_DURATION, "10s", 0, 1 * HOURS,
		.help = "A body that comes and a reply that goes may be slow for so long; then web.rate-min holds."},
	[SET_WEB_RATE_MIN] = {"web.rate-min", SETTING_SIZE, "512B", 0, 100 * MEGABYTES,
		.help = "Bytes a second, on the average, below which a body or reply is cut off."},
	[SET_WEB_HEARTBEAT] = {"web.heartbeat", SETTING_DURATION, "20s", 1 * SECONDS, 1 * HOURS,
		.help = "Sign of life on a silent stream of events."},
	[SET_WEB_FILE_MAX] = {"web.file-max", SETTING_SIZE, "20M", 1024, 1024 * MEGABYTES, .flags = SETTING_RELOAD,
		.help = "Size of one file that comes with a form."},
	[SET_WEB_FILES_MAX] = {"web.files-max", SETTING_SIZE, "50M", 1024, 1024 * MEGABYTES, .flags = SETTING_RELOAD,
		.help = "Size of all files that come with one form."},
	[SET_WEB_PROXIES] = {"web.proxies", SETTING_TEXT, "",
		.help = "Networks of our own reverse proxies, separated by spaces: their X-Forwarded-For and X-Forwarded-Proto are "
			"believed."},
	[SET_WEB_METRICS] = {"web.metrics", SETTING_TEXT, "127.0.0.0/8 ::1",
		.help = "Networks that may read /metrics, separated by spaces; what a proxy that web.proxies does not name has forwarded is "
			"of none."},
	[SET_WEB_METRICS_TOKEN] = {"web.metrics-token", SETTING_TEXT, "", .flags = SETTING_SECRET,
		.help = "Who bears it (Authorization: Bearer …) may read /metrics from anywhere; none: nobody else may."},

	/* How often */

	[SET_LIMIT_PAGES] = {"limit.pages", SETTING_INT, "600", 1, 1000000, "a minute", .flags = SETTING_RELOAD,
		.help = "Pages of one address."},
	[SET_LIMIT_APPEALS] = {"limit.appeals", SETTING_INT, "30", 1, 1000000, "an hour", .flags = SETTING_RELOAD,
		.help = "Appeals registered from one address; the demonstration lifts it for loopback."},
	[SET_LIMIT_STATUS] = {"limit.status", SETTING_INT, "60", 1, 1000000, "a minute", .flags = SETTING_RELOAD,
		.help = "Questions about the status of appeals from one address."},
	[SET_LIMIT_WRONG_CODES] = {"limit.wrong-codes", SETTING_INT, "10", 1, 1000000, "an hour", .flags = SETTING_RELOAD,
		.help = "Wrong receipt codes from one address; for one number five times as many, from all addresses together."},
	[SET_LIMIT_SIGNIN] = {"limit.sign-in", SETTING_INT, "30", 1, 1000000, "ten minutes", .flags = SETTING_RELOAD,
		.help = "Attempts to sign in from one address."},
	[SET_LIMIT_STAFF] = {"limit.staff", SETTING_INT, "1200", 1, 1000000, "a minute", .flags = SETTING_RELOAD,
		.help = "Requests of one member of staff."},
	[SET_LIMIT_APPLICATIONS] = {"limit.applications", SETTING_INT, "30", 1, 1000000, "a minute", .flags = SETTING_RELOAD,
		.help = "Questions of one member of staff about applications that other systems keep."},

	/* Telephone */

	[SET_SPEECH_PROGRAM] = {"speech.program", SETTING_TEXT, "espeak-ng",
		.help = "Program that speaks prompts: a name looked for in PATH, or a path. It is given espeak-ng's options."},
	[SET_SPEECH_SPEED] = {"speech.speed", SETTING_INT, "145", 80, 300, "words a minute",
		.help = "How fast prompts are spoken; numbers that are written down are slower."},

	[SET_SIP_CALLS] = {"sip.calls", SETTING_INT, "2000", 1, 20000, .flags = SETTING_RELOAD,
		.help = "Calls at one time; more are told to try later."},
	[SET_SIP_CALLS_PER_SOURCE] = {"sip.calls-per-source", SETTING_INT, "200", 1, 20000, .flags = SETTING_RELOAD,
		.help = "Calls of one address at one time; the demonstration lifts it for loopback."},
	[SET_SIP_RATE] = {"sip.rate-per-source", SETTING_INT, "20", 1, 100000, "a second", .flags = SETTING_RELOAD,
		.help = "New calls of one address; the demonstration lifts it for loopback."},

	[SET_SIP_TRUNK] = {"sip.trunk", SETTING_TEXT, "",
		.help = "Where operators' calls to citizens go: the carrier's SIP address, e.g. 192.0.2.1, sip.example:5060 or "
			"sip:192.0.2.1;transport=tcp. Without it nobody is called."},
	[SET_SIP_TRUNK_NUMBER] = {"sip.trunk-number", SETTING_TEXT, "",
		.help = "Number that those who are called see, e.g. +74950000000. Without it ours is withheld."},
	[SET_SIP_TRUNK_USER] = {"sip.trunk-user", SETTING_TEXT, "",
		.help = "Name that the carrier of sip.trunk gave: the program registers with it, and answers by digest (SHA-256, MD5)."},
	[SET_SIP_TRUNK_PASSWORD] = {"sip.trunk-password", SETTING_TEXT, "", .flags = SETTING_SECRET,
		.help = "Its password."},
	[SET_SIP_TRUNK_ALLOW] = {"sip.trunk-allow", SETTING_TEXT, "+7",
		.help = "Beginnings of the numbers that may be called, separated by spaces, through trunks that name none of their own."},
	[SET_SIP_SECRETS] = {"sip.secrets", SETTING_PATH, "",
		.help = "File of the passwords of the profile's trunks: a line is NAME = PASSWORD. Others must not be able to read it."},
	[SET_SIP_NAME_SERVERS] = {"sip.name-servers", SETTING_ADDRESSES, "",
		.help = "Name servers for the names of trunks, separated by spaces, e.g. 192.0.2.53:53. Without it those of the machine."},
	[SET_SIP_NAT] = {"sip.nat", SETTING_TEXT, "",
		.help = "Behind a translation: which address stands in Via, Contact and SDP for whom, separated by spaces, the first that fits counts: NETWORK=ADDRESS, "
			"NETWORK=local (our own) or any=ADDRESS, e.g. 10.0.0.0/8=local any=203.0.113.7. For the sound of browsers see media."},
	[SET_SIP_WATCH] = {"sip.watch", SETTING_DURATION, "30s", 0, 1 * HOURS,
		.help = "How often a trunk is asked whether it is there (OPTIONS); 0: never."},
	[SET_SIP_SESSION] = {"sip.session", SETTING_DURATION, "30min", 0, 24 * (int64_t)HOURS,
		.help = "In calls of ours: how long one lives that neither side refreshes (RFC 4028); 0: no timer is asked for."},
	[SET_SIP_SESSION_MIN] = {"sip.session-min", SETTING_DURATION, "90s", 1 * SECONDS, 1 * HOURS,
		.help = "The least of such times that is taken from others."},
	[SET_SIP_BAN_AFTER] = {"sip.ban-after", SETTING_INT, "10", 0, 100000, "in ten minutes", .flags = SETTING_RELOAD,
		.help = "Unknown numbers that an address may dial before it gets no answer, as known scanners do at once; 0: no address is "
			"banned. Trunks never are."},
	[SET_SIP_BAN_FOR] = {"sip.ban-for", SETTING_DURATION, "1h", 1 * SECONDS, 31 * 24 * (int64_t)HOURS, .flags = SETTING_RELOAD,
		.help = "How long it gets none."},
	[SET_SIP_BAN_LOOPBACK] = {"sip.ban-loopback", SETTING_BOOL, "no", .flags = SETTING_RELOAD,
		.help = "Addresses of loopback may be banned, too: where a proxy on this machine forwards calls, say no."},
	[SET_SIP_ANSWER] = {"sip.answer-within", SETTING_DURATION, "60s", 5 * SECONDS, 180 * SECONDS, .flags = SETTING_RELOAD,
		.help = "How long the phone of a citizen whom an operator calls rings before it counts as not answered."},

	[SET_SIP_TLS] = {"sip.tls", SETTING_ADDRESSES, "",
		.help = "Addresses and ports for SIP over TLS, for trunks and operators' telephones, separated by spaces, e.g. 192.0.2.1:5061. "
			"Telephones that come by it speak SRTP."},
	[SET_SIP_TLS_CERT] = {"sip.tls-cert", SETTING_PATH, "",
		.help = "Its certificate chain (PEM). Without it that of tls-cert."},
	[SET_SIP_TLS_KEY] = {"sip.tls-key", SETTING_PATH, "",
		.help = "The certificate's private key (PEM). Without it that of tls-key."},
	[SET_SIP_TLS_CA] = {"sip.tls-ca", SETTING_PATH, "/etc/ssl/certs/ca-certificates.crt",
		.help = "Whom to believe who a trunk is, when its address ends with ;transport=tls (PEM)."},
	[SET_SIP_REALM] = {"sip.realm", SETTING_TEXT, "otklik",
		.help = "What operators' SIP telephones are told that their passwords are for, up to 64 letters and figures; with another one "
			"all their passwords have to be made anew."},
	[SET_SIP_DIGEST] = {"sip.digest", SETTING_WORD, "both", .words = "both sha-256 md5",
		.help = "How telephones may say their password: SHA-256 or else MD5, or one of them. Each may have a choice of its own within that: "
			"some that know MD5 alone do not bear to be asked for both."},
	[SET_SIP_REGISTER_FOR] = {"sip.register-for", SETTING_DURATION, "120s", 30 * SECONDS, 24 * (int64_t)HOURS,
		.help = "How long a registration of such a telephone holds at most. After a start, those that register over UDP come back within it."},
	[SET_SIP_REGISTER_MIN] = {"sip.register-min", SETTING_DURATION, "30s", 1 * SECONDS, 1 * HOURS,
		.help = "The shortest registration that is taken."},

	[SET_SUPERVISION_SHOWN] = {"supervision.shown", SETTING_BOOL, "true", .flags = SETTING_RELOAD,
		.help = "Operators see at the desk that a supervisor listens; the journal has it either way."},

	/* Rules */

	[SET_NOTICE_MIN] = {"schedule.notice-min", SETTING_DURATION, "24h", 0, 31 * 24 * (int64_t)HOURS,
		.help = "How long before it begins a change of the timetable is published; sooner, a second person confirms it."},

	/* Who gets which work */

	[SET_QUEUE_CALLS] = {"queue.calls", SETTING_INT, "2000", 1, 100000, .flags = SETTING_DESK,
		.help = "Calls that may wait in one queue (a topic, language and region); the next is told that the queue is full."},
	[SET_QUEUE_RING] = {"queue.ring", SETTING_DURATION, "20s", 1 * SECONDS, 10 * 60 * SECONDS, .flags = SETTING_DESK,
		.help = "How long a call rings at one operator; then it goes to the head of the queue, and to the next."},
	[SET_QUEUE_WRAP_UP] = {"queue.wrap-up", SETTING_DURATION, "30s", 0, 1 * HOURS, .flags = SETTING_DESK,
		.help = "Time to write down the result after a call, in which nothing is offered; the operator may end or extend it."},
	[SET_QUEUE_WRAP_MOST] = {"queue.wrap-most", SETTING_DURATION, "30min", 0, 4 * (int64_t)HOURS, .flags = SETTING_DESK,
		.help = "How long this time lasts at most, in all, when the operator extends it; each extension says why."},
	[SET_QUEUE_MISSES] = {"queue.misses", SETTING_INT, "3", 0, 100, "in a row", .flags = SETTING_DESK,
		.help = "Calls not answered, after which an operator counts as away; 0: never."},
	[SET_QUEUE_OWNER] = {"queue.owner", SETTING_DURATION, "30s", 0, 1 * HOURS, .flags = SETTING_DESK,
		.help = "How long a call is kept for the operator who knows the matter before others may take it."},
	[SET_QUEUE_WRITTEN] = {"queue.written", SETTING_INT, "5", 0, 1000, "appeals", .flags = SETTING_DESK,
		.help = "Appeals in the hand of an operator, up to which the next is offered; more may be taken by hand."},
	[SET_QUEUE_COMFORT] = {"queue.comfort", SETTING_DURATION, "45s", 10 * SECONDS, 1 * HOURS, .flags = SETTING_DESK,
		.help = "Who waits hears place and wait, what to have ready and what is offered at least so often."},
	[SET_QUEUE_WIDEN] = {"queue.widen", SETTING_DURATION, "60s", 1 * SECONDS, 1 * HOURS, .flags = SETTING_DESK,
		.help = "After so long a call is offered to operators who know its topic less well, too."},
	[SET_QUEUE_WIDEN_REGION] = {"queue.widen-region", SETTING_DURATION, "3min", 1 * SECONDS, 1 * HOURS, .flags = SETTING_DESK,
		.help = "After so long, never before queue.widen, a call is offered to all who know its topic at all, of any region."},
	[SET_QUEUE_REDIAL] = {"queue.redial", SETTING_DURATION, "30min", 0, 24 * HOURS, .flags = SETTING_DESK,
		.help = "So long after the line was cut off a caller who calls again keeps the place in the queue and the appeal."},
	[SET_QUEUE_REPEAT] = {"queue.repeat", SETTING_DURATION, "5min", 0, 1 * HOURS, .flags = SETTING_DESK,
		.help = "Head start in the queue of a citizen who comes again while nothing was done since: so much longer waiting callers are "
			"still before; 0: none."},
	[SET_QUEUE_REPEAT_AFTER] = {"queue.repeat-after", SETTING_DURATION, "30min", 0, 31 * 24 * (int64_t)HOURS, .flags = SETTING_DESK,
		.help = "So long after a contact the next one counts as a repeat contact; who only hung up and calls anew does not."},
	[SET_QUEUE_SECOND] = {"queue.second", SETTING_DURATION, "20s", 0, 5 * 60 * SECONDS, .flags = SETTING_DESK,
		.help = "How long a call that a colleague gives to an operator in a call waits there as a second one before it goes back; 0: who is in a "
			"call can be given none."},
	[SET_VOICE_GREETS] = {"voice.greets", SETTING_BOOL, "no", .flags = SETTING_RELOAD,
		.help = "Before they are joined the caller hears who answers, by the name that operators have for citizens."},

	/* Calls back, messages, what callers say of a talk */

	[SET_CALLBACK_CUT] = {"callback.cut-off", SETTING_BOOL, "yes", .flags = SETTING_RELOAD,
		.help = "The program calls back who was cut off; no: the promise is made, and people keep it."},
	[SET_CALLBACK_FIRST] = {"callback.first", SETTING_WORD, "citizen", .words = "citizen operator", .flags = SETTING_RELOAD,
		.help = "Who is rung first: the citizen, who confirms by a key and gets the next operator, or an operator, who hears the phone ring."},
	[SET_CALLBACK_TRIES] = {"callback.tries", SETTING_INT, "3", 1, 20, .flags = SETTING_RELOAD,
		.help = "How often a citizen who does not answer is called; then the promise is broken, and the supervisor's list says so."},
	[SET_CALLBACK_SPACE] = {"callback.space", SETTING_DURATION, "30min", 1 * SECONDS, 24 * (int64_t)HOURS, .flags = SETTING_RELOAD,
		.help = "From the beginning of one try to the next one."},
	[SET_CALLBACK_FROM] = {"callback.from", SETTING_INT, "9", 0, 23, "o'clock", .flags = SETTING_RELOAD,
		.help = "Nobody is called before this hour where the citizen lives: the appeal's region, else the time zone of the line."},
	[SET_CALLBACK_UNTIL] = {"callback.until", SETTING_INT, "21", 1, 24, "o'clock", .flags = SETTING_RELOAD,
		.help = "Nobody is called from this hour on; it must lie behind callback.from, else 9 to 21 count."},
	[SET_CALLBACK_AT_ONCE] = {"callback.at-once", SETTING_INT, "5", 1, 1000, .flags = SETTING_RELOAD,
		.help = "Calls back that are on their way at one time."},
	[SET_VOICEMAIL_LIMIT] = {"voicemail.limit", SETTING_DURATION, "2min", 5 * SECONDS, 10 * 60 * SECONDS, .flags = SETTING_RELOAD,
		.help = "The length of a message that a caller may leave."},
	[SET_SURVEY_CALLS] = {"survey.calls", SETTING_BOOL, "no", .flags = SETTING_RELOAD,
		.help = "Callers who stay on after the talk are asked to rate it from 1 to 5 by a key, once a call."},

	/* Recordings */

	[SET_RECORD_CALLS] = {"record.calls", SETTING_BOOL, "no", .flags = SETTING_RELOAD,
		.help = "Records calls: each caller is told before the queue and may refuse by a key; operators pause it while personal data are spoken. "
			"Off until you have decided it: a recording of a voice is personal data, and whoever keeps it owes a reason and a term (152-FZ)."},
	[SET_RECORD_KEEP] = {"record.keep", SETTING_DURATION, "180d", 1 * HOURS, 3650LL * 24 * HOURS,
		.help = "How long a recording is kept after its call; then it is erased. Counts for calls that are recorded from now on."},
	[SET_RECORD_KEEP_TOPICS] = {"record.keep-topics", SETTING_TEXT, "",
		.help = "The same of calls about certain topics and those below them: names in either language with terms, ; between: Жалобы 365d; ЖКХ 90d."},

	/* Other systems */

	[SET_ADAPTER_STATUS] = {"adapter.status", SETTING_TEXT, "", .flags = SETTING_RELOAD,
		.help = "Program that knows how applications stand, with its arguments, separated by spaces: /usr/local/bin/status --config "
			"/etc/status.conf (docs/adapter.md). Without it nobody can ask; the demonstration then plays one."},
	[SET_ADAPTER_SMS] = {"adapter.sms", SETTING_TEXT, "", .flags = SETTING_RELOAD,
		.help = "Program that sends SMS, with its arguments, in the same way (docs/adapter.md). Without it none is sent and none is promised; the "
			"demonstration then plays one."},
	[SET_ADAPTER_MAIL] = {"adapter.mail", SETTING_TEXT, "", .flags = SETTING_RELOAD,
		.help = "The same for mail."},
	[SET_ADAPTER_WAIT] = {"adapter.wait", SETTING_DURATION, "3s", 100, 30 * SECONDS, .flags = SETTING_RELOAD,
		.help = "How long an answer of such a program is waited for."},
	[SET_ADAPTER_KEEP] = {"adapter.keep", SETTING_DURATION, "30s", 0, 300 * SECONDS, .flags = SETTING_RELOAD,
		.help = "How long what it has found is kept in memory and told again without asking; 0: not at all."},
	[SET_SMS_NUMBER] = {"sms.number", SETTING_BOOL, "no", .flags = SETTING_RELOAD,
		.help = "Whoever called from a mobile telephone gets the number of the appeal by SMS after the call, without the receipt code. Wants adapter.sms."},
};
