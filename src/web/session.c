/**
 * @file session.c  Who is signed in: the cookie's token, its digest, a cache on the web thread
 *
 * The token is 256 random bits and is never stored: the store knows its keyed digest (KEY_SESSION). A session that was found
 * is remembered for FRESH_MS, so most requests ask nobody; when the staff room ends sessions or changes roles session_end()
 * or web_session_drop() is called, and the next request asks the store again.
 */
#include <stdlib.h>
#include <sodium.h>
#include "base/id.h"
#include <re/re_hash.h>
#include "web/session.h"
#include "web/web_priv.h"


enum {
	FRESH_MS = 30000,
	CACHE_MAX = 8192,
	BUCKETS = 1024,
	DIGEST = 32,
};

struct session_cache {
	struct hash *byd;
	struct list ages;                  /* oldest first */
	unsigned ended;                    /* how often sessions were ended */
};

struct cached {
	struct le he, le;
	uint8_t digest[DIGEST];
	struct session session;
	int64_t until_ms;                  /* monotonic */
};

struct lookup {
	struct query query;
	struct web_prm *prm;
	uint8_t digest[DIGEST];
	int64_t now_ms;
	unsigned ended;                    /* when it was asked */
	struct session_row row;
};


static void cache_destructor(void *arg)
{
	struct session_cache *cache = arg;

	list_flush(&cache->ages);
	mem_deref(cache->byd);
}


int session_cache_alloc(struct session_cache **cachep)
{
	struct session_cache *cache = mem_zalloc(sizeof(*cache), cache_destructor);
	int err;

	if (!cache)
		return ENOMEM;

	err = hash_alloc(&cache->byd, BUCKETS);
	if (err)
		mem_deref(cache);
	else
		*cachep = cache;

	return err;
}


static void cached_destructor(void *arg)
{
	struct cached *c = arg;

	hash_unlink(&c->he);
	list_unlink(&c->le);
}


static uint32_t digest_key(const uint8_t *digest)
{
	uint32_t key;

	memcpy(&key, digest, sizeof(key));
	return key;
}


static bool same_h(struct le *le, void *arg)
{
	const struct cached *c = le->data;

	return !memcmp(c->digest, arg, DIGEST);
}


static struct cached *cache_find(struct session_cache *cache, uint8_t *digest)
{
	return list_ledata(hash_lookup(cache->byd, digest_key(digest), same_h, digest));
}


static void cache_put(struct session_cache *cache, const struct lookup *lu, const struct session *session)
{
	struct cached *c = mem_zalloc(sizeof(*c), cached_destructor);
	int64_t left_ms = lu->row.expires_ms - lu->now_ms;

	if (!c)
		return;

	if (list_count(&cache->ages) >= CACHE_MAX)
		mem_deref(list_ledata(cache->ages.head));

	memcpy(c->digest, lu->digest, DIGEST);
	c->session = *session;
	c->until_ms = clock_mono_ms() + (left_ms < FRESH_MS ? left_ms : FRESH_MS);
	hash_append(cache->byd, digest_key(c->digest), &c->he, c);
	list_append(&cache->ages, &c->le, c);
}


/* On a reader */
static int lookup_read_h(struct db *db, struct query *q)
{
	struct lookup *lu = CONTAINER_OF(q, struct lookup, query);

	return lu->prm->session_h(db, (struct pl){(char *)lu->digest, DIGEST}, lu->now_ms, &lu->row);
}


static void lookup_done_h(struct request *req, void *arg)
{
	struct lookup *lu = arg;

	if (lu->query.err && lu->query.err != ENOENT) {
		reply_errno(req, lu->query.err);
		return;
	}

	if (!lu->query.err) {
		req->session = lu->row.session;
		if (lu->ended == req->web->sessions->ended)        /* else it may have been one of those */
			cache_put(req->web->sessions, lu, &req->session);
	}

	dispatch_session(req);
}


bool session_find(struct request *req)
{
	struct pl cookie = request_cookie(req, SESSION_COOKIE);
	struct web *web = req->web;
	struct cached *c;
	struct lookup *lu;
	int err;

	if (req->route->who & ROLE_PUBLIC || !cookie.l || cookie.l > SESSION_TOKEN_MAX || !web->prm.session_h ||
	    !web->prm.keys)
		return true;

	lu = request_alloc(req, sizeof(*lu), NULL);
	if (!lu) {
		reply_errno(req, ENOMEM);
		return true;
	}

	keyring_digest(web->prm.keys, KEY_SESSION, cookie, lu->digest);
	c = cache_find(web->sessions, lu->digest);
	if (c && c->until_ms > clock_mono_ms()) {
		req->session = c->session;
		return true;
	}
	mem_deref(c);

	lu->query.read_h = lookup_read_h;
	lu->prm = &web->prm;
	lu->now_ms = clock_wall_ms();
	lu->ended = web->sessions->ended;
	err = request_read(req, &lu->query, lookup_done_h, lu);
	if (err)
		reply_errno(req, err);

	return err;
}


/* A message of another thread */
struct drop {
	struct msg msg;
	struct web *web;
	int64_t staff;
};


void session_end(struct web *web, int64_t staff)
{
	struct le *le = web->sessions->ages.head;

	web->sessions->ended++;
	while (le) {
		struct cached *c = le->data;

		le = le->next;
		if (c->session.staff == staff)
			mem_deref(c);
	}

	events_staff_drop(web, staff);
}


static void drop_h(struct msg *msg)
{
	struct drop *drop = CONTAINER_OF(msg, struct drop, msg);

	session_end(drop->web, drop->staff);
	free(drop);
}


int web_session_drop(struct web *web, int64_t staff)
{
	struct drop *drop = malloc(sizeof(*drop));

	if (!drop)
		return ENOMEM;

	*drop = (struct drop){.msg.deliver_h = drop_h, .web = web, .staff = staff};
	mailbox_post(web_mailbox(web), &drop->msg);
	return 0;
}


void session_token(char token[SESSION_TOKEN_SIZE])
{
	uint8_t raw[32];

	id_random(raw, sizeof(raw));
	(void)sodium_bin2base64(token, SESSION_TOKEN_SIZE, raw, sizeof(raw), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(raw, sizeof(raw));
}


void session_digest(const struct web *web, struct pl token, uint8_t digest[32])
{
	keyring_digest(web->prm.keys, KEY_SESSION, token, digest);
}


void session_cookie(struct request *req, const char *token, int64_t age_s)
{
	reply_header(req, "Set-Cookie", SESSION_COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s", token,
		     (long long)age_s, req->secure ? "; Secure" : "");
}
