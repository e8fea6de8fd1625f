/**
 * @file card.c  The card of an appeal at the desk
 */
#include <sodium.h>
#include "appeal/appeal.sql.h"
#include "appeal/number.h"
#include "appeal/record.h"
#include "appeal/view_priv.h"
#include "callback/callback.h"
#include "staff/role.h"


struct card {
	const struct view *v;
	const struct appeal_row *row;
	const uint8_t *key;
	bool opens;                      /* the citizen's key is there … */
	bool erased;                     /* … or was destroyed */
	json_t *obj, *list;
};


static int file_name(const struct card *c, const struct row_file_list *row, json_t *obj)
{
	struct mbuf *mb;
	int err;

	if (!c->opens)
		return json_object_set_new(obj, "name", json_string("")) ? ENOMEM : 0;

	mb = mbuf_alloc(320);
	if (!mb)
		return ENOMEM;

	err = vault_open(c->key, c->row->citizen, VAULT_FILE, row->id, row->wrapped, mb);
	if (!err && mb->end < KEY_SIZE)
		err = EBADMSG;
	if (!err)
		err = view_set_text(obj, "name", (struct pl){(char *)mb->buf + KEY_SIZE, mb->end - KEY_SIZE});

	sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
	return err;
}


static int file_h(const struct row_file_list *row, void *arg)
{
	struct card *c = arg;
	json_t *obj;

	obj = json_pack("{s:o, s:s%, s:I, s:o}", "id", view_id(row->id), "type", row->type.p, row->type.l,
			"size", (json_int_t)row->size_bytes, "at", view_time(c->v, row->at_ms));
	if (!obj || json_array_append_new(c->list, obj))
		return ENOMEM;

	if (DB_NULL != row->message && json_object_set_new(obj, "message", view_id(row->message)))
		return ENOMEM;

	return file_name(c, row, obj);
}


/* A list member of the card: made, filled by a statement, set */
static int set_list(struct card *c, const char *name, int (*fill_h)(struct card *c))
{
	int err;

	c->list = json_array();
	if (!c->list)
		return ENOMEM;

	err = fill_h(c);
	if (json_object_set_new(c->obj, name, c->list))
		err = err ? err : ENOMEM;

	return err;
}


static int fill_files(struct card *c)
{
	return sql_file_list(c->v->db, c->row->id, file_h, c);
}


int view_set_erased(json_t *obj, bool erased)
{
	return erased && json_object_set_new(obj, "erased", json_true()) ? ENOMEM : 0;
}


int view_set_files(const struct view *v, const struct appeal_row *row, json_t *obj)
{
	uint8_t key[KEY_SIZE];
	struct card c = {.v = v, .row = row, .key = key, .obj = obj};
	int err;

	err = citizen_key(v->db, v->keys, row->citizen, key);
	if (err && EBADMSG != err && ENODATA != err)
		return err;

	c.opens = !err;
	err = view_set_erased(obj, ENODATA == err);
	if (!err)
		err = set_list(&c, "files", fill_files);

	sodium_memzero(key, sizeof(key));
	return err;
}


static const char *author_kind(int64_t author)
{
	return author > 0 ? "staff" : author ? "system" : "citizen";
}


static int message_h(const struct row_message_list *row, void *arg)
{
	struct card *c = arg;
	json_t *author = json_pack("{s:s}", "kind", author_kind(row->author));
	json_t *obj;

	obj = json_pack("{s:o, s:o, s:o, s:s, s:b, s:s%}", "id", view_id(row->id), "at", view_time(c->v, row->at_ms),
			"author", author, "kind", message_kind_name((enum message_kind)row->kind),
			"cut", (int)row->has_cut, "text", row->body.p, row->body.l);
	if (!obj || json_array_append_new(c->list, obj))
		return ENOMEM;

	if (row->author > 0 && (json_object_set_new(author, "id", view_id(row->author)) ||
				view_set_text(author, "name", row->name)))
		return ENOMEM;

	return 0;
}


static int fill_messages(struct card *c)
{
	return sql_message_list(c->v->db, c->row->id, message_h, c);
}


static int history_h(const struct row_journal_of_appeal *row, void *arg)
{
	struct card *c = arg;
	json_t *data = json_loadb(row->body.p, row->body.l, 0, NULL);
	json_t *actor, *obj;

	if (!data)
		return EBADMSG;
	if (!role_sees_scores(c->v->actor.roles))
		(void)json_object_del(data, "score");    /* of call.scored; that it was said is no secret */

	actor = row->actor > 0 ? json_pack("{s:o, s:s%}", "id", view_id(row->actor), "name",
					   row->name.p ? row->name.p : "", row->name.l)
		: json_string(row->actor ? "system" : "citizen");

	obj = json_pack("{s:I, s:o, s:s%, s:o, s:o}", "pos", (json_int_t)row->pos, "at", view_time(c->v, row->at_ms),
			"kind", row->kind.p, row->kind.l, "actor", actor, "data", data);

	return obj && !json_array_append_new(c->list, obj) ? 0 : ENOMEM;
}


static int fill_history(struct card *c)
{
	int err = sql_journal_of_appeal(c->v->db, c->row->id, history_h, c);

	return err ? err : record_names(c->v, c->list);
}


static int earlier_h(const struct row_appeal_earlier *row, void *arg)
{
	struct card *c = arg;
	json_t *obj;

	obj = json_pack("{s:o, s:s, s:s, s:o}", "number", view_number(row->digits),
			"kind", appeal_kind_name((enum appeal_kind)row->kind),
			"state", appeal_state_name((enum appeal_state)row->state), "entered", view_time(c->v, row->entered_ms));

	return obj && !json_array_append_new(c->list, obj) ? 0 : ENOMEM;
}


static int fill_earlier(struct card *c)
{
	return sql_appeal_earlier(c->v->db, c->row->citizen, c->row->id, earlier_h, c);
}


static int contact_h(const struct row_contact_all *row, void *arg)
{
	struct card *c = arg;
	json_t *obj;

	obj = json_pack("{s:o, s:s, s:o, s:o, s:o}", "id", view_id(row->id),
			"channel", contact_channel_name((enum contact_channel)row->channel), "number", view_number(row->digits),
			"at", view_time(c->v, row->entered_ms),
			"ended", DB_NULL == row->ended_ms ? json_null() : view_time(c->v, row->ended_ms));
	if (!obj || json_array_append_new(c->list, obj))
		return ENOMEM;
	if (DB_NULL != row->score && role_sees_scores(c->v->actor.roles) && json_object_set_new(obj, "score", json_integer(row->score)))
		return ENOMEM;

	return !row->cause.p || !json_object_set_new(obj, "cause", json_stringn(row->cause.p, row->cause.l)) ? 0 : ENOMEM;
}


static int fill_contacts(struct card *c)
{
	return sql_contact_all(c->v->db, c->row->citizen, c->row->id, contact_h, c);
}


int view_allowed(json_t *list, const struct appeal_life *life, const struct actor *actor, bool erased)
{
	unsigned bits = appeal_allowed(life, actor);

	if (erased)                      /* each of them seals words, or opens what is gone */
		bits &= ~(1u << APPEAL_ANSWER | 1u << APPEAL_REQUEST | 1u << APPEAL_NOTE | 1u << APPEAL_REOPEN |
			  1u << APPEAL_REVEAL | 1u << APPEAL_ADD_FILE);

	for (int event = 1; event < APPEAL_EVENTS; event++) {

		if ((bits & 1u << event) && json_array_append_new(list, json_string(appeal_event_name((enum appeal_event)event))))
			return ENOMEM;
	}

	return 0;
}


static int fill_allowed(struct card *c)
{
	return view_allowed(c->list, &(struct appeal_life){c->row->state, c->row->owner}, &c->v->actor, c->erased);
}


/* The citizen: whoever works on the appeal sees the name; phone and mail only show that they are there */
static int fields_h(const struct row_citizen_key *row, void *arg)
{
	struct card *c = arg;
	struct mbuf *mb = mbuf_alloc(512);
	json_t *who = json_pack("{s:o, s:b}", "id", view_id(c->row->citizen), "masked", 1);
	json_t *plain = NULL;
	char buf[256];
	const char *s;
	int err = mb && who ? view_set_erased(who, c->erased) : ENOMEM;

	if (!err && row->fields.p && c->opens)
		err = vault_open(c->key, c->row->citizen, VAULT_FIELDS, 0, row->fields, mb);
	if (!err && mb->end) {
		plain = json_loadb((char *)mb->buf, mb->end, 0, NULL);
		err = plain ? 0 : EBADMSG;
	}

	s = json_string_value(json_object_get(plain, "name"));
	if (!err && s && *s) {
		mask_name(buf, sizeof(buf), pl_of(s));
		err = view_set_text(who, "name", pl_of(c->row->owner == c->v->actor.staff ? s : buf));
	}
	s = json_string_value(json_object_get(plain, "phone"));
	if (!err && s && *s) {
		mask_phone(buf, sizeof(buf), pl_of(s));
		err = view_set_text(who, "phone", pl_of(buf));
	}
	s = json_string_value(json_object_get(plain, "email"));
	if (!err && s && *s) {
		mask_email(buf, sizeof(buf), pl_of(s));
		err = view_set_text(who, "email", pl_of(buf));
	}

	if (json_object_set_new(c->obj, "citizen", who))
		err = err ? err : ENOMEM;

	json_decref(plain);
	if (mb)
		sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
	return err;
}


static int draft_h(const struct row_draft_get *row, void *arg)
{
	struct card *c = arg;
	struct mbuf *mb;
	int err;

	if (!c->opens)
		return 0;

	mb = mbuf_alloc(512);
	if (!mb)
		return ENOMEM;

	err = vault_open(c->key, c->row->citizen, VAULT_DRAFT, c->v->actor.staff, row->body, mb);
	if (!err) {
		json_t *draft = json_pack("{s:s%, s:I, s:o}", "text", mb->buf, mb->end, "version", (json_int_t)row->version,
					  "at", view_time(c->v, row->at_ms));

		err = draft && !json_object_set_new(c->obj, "draft", draft) ? 0 : ENOMEM;
	}

	sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
	return err;
}


static int owner_h(const struct row_staff_name *row, void *arg)
{
	struct card *c = arg;
	json_t *owner = json_pack("{s:o, s:s%}", "id", view_id(c->row->owner), "name", row->name.p, row->name.l);

	return owner && !json_object_set_new(c->obj, "owner", owner) ? 0 : ENOMEM;
}


static int set_region(struct card *c)
{
	const struct region *region;
	char code[8];
	json_t *obj;

	if (DB_NULL == c->row->region)
		return 0;

	(void)re_snprintf(code, sizeof(code), "%02lld", c->row->region);
	region = regions_find(book_regions(c->v->book), pl_of(code));
	if (!region)
		return 0;

	obj = json_pack("{s:s, s:s, s:s}", "code", region->code, "name", region->name, "zone", zone_name(region->zone));

	return obj && !json_object_set_new(c->obj, "region", obj) ? 0 : ENOMEM;
}


/* The number as it is dictated: two letters, then pairs of digits */
static int set_number(struct card *c)
{
	char ru[NUMBER_SIZE], d[NUMBER_DIGITS + 1];
	json_t *spoken;

	number_format(ru, c->row->digits, NUMBER_CYRILLIC);
	(void)re_snprintf(d, sizeof(d), "%010lld", c->row->digits);

	spoken = json_pack("[s%, s%, s%, s%, s%, s%, s%]", ru, (size_t)2, ru + 2, (size_t)2, d, (size_t)2, d + 2, (size_t)2,
			   d + 4, (size_t)2, d + 6, (size_t)2, d + 8, (size_t)2);

	if (json_object_set_new(c->obj, "spoken", spoken))
		return ENOMEM;

	return view_set_text(c->obj, "number_ru", pl_of(ru));
}


static int card_fill(struct card *c)
{
	const struct appeal_row *row = c->row;
	struct db *db = c->v->db;
	int err;

	err = set_number(c);
	if (!err)
		err = view_set_ends(c->v, row, c->obj);
	if (!err)
		err = view_set_topic(c->v, c->obj, row->topic);
	if (!err)
		err = set_region(c);
	if (!err && DB_NULL != row->owner)
		err = sql_staff_name(db, row->owner, owner_h, c);
	if (!err)
		err = sql_citizen_key(db, row->citizen, fields_h, c);
	if (!err)
		err = callback_card(c->v, row->id, c->obj);
	if (!err)
		err = sql_draft_get(db, row->id, c->v->actor.staff, draft_h, c);
	if (!err)
		err = set_list(c, "messages", fill_messages);
	if (!err)
		err = set_list(c, "history", fill_history);
	if (!err)
		err = set_list(c, "files", fill_files);
	if (!err)
		err = set_list(c, "earlier", fill_earlier);
	if (!err)
		err = set_list(c, "contacts", fill_contacts);
	if (!err)
		err = set_list(c, "allowed", fill_allowed);

	return err;
}


int view_card(const struct view *v, int64_t digits, json_t **objp, enum appeal_refusal *refusal)
{
	uint8_t key[KEY_SIZE];
	struct appeal_row row;
	struct card c = {.v = v, .row = &row, .key = key};
	int err;

	err = appeal_row_read(v->db, v->keys, digits, &row);
	if (err)
		goto out;
	if (!row.found) {
		*refusal = APPEAL_UNKNOWN;
		goto out;
	}

	err = citizen_key(v->db, v->keys, row.citizen, key);
	c.opens = !err;
	c.erased = ENODATA == err;
	if (err && EBADMSG != err && ENODATA != err)
		goto out;

	c.obj = view_base(v, &row);
	err = c.obj && !json_object_set_new(c.obj, "state", json_string(appeal_state_name(row.state))) &&
		!json_object_set_new(c.obj, "channel", json_string(contact_channel_name(row.channel))) &&
		!json_object_set_new(c.obj, "lang", json_string(lang_tag(row.lang))) &&
		!json_object_set_new(c.obj, "version", json_integer(row.version)) ? 0 : ENOMEM;
	if (!err)
		err = card_fill(&c);

out:
	sodium_memzero(key, sizeof(key));
	appeal_row_close(&row);
	return view_end(err, c.obj, objp, refusal);
}
