/**
 * @file openapi.c  /api/openapi.json: OpenAPI 3.1 from the route table and the schemas, made once at the start
 */
#include <sodium.h>
#include <stdlib.h>
#include "web/schema.h"
#include "web/table.h"
#include "web/web_priv.h"


static const char *const methods[] = {[GET] = "get", [POST] = "post", [PUT] = "put", [DELETE] = "delete"};

static const struct {
	enum role role;
	const char *name;
} roles[] = {
	{ROLE_OPERATOR, "operator"}, {ROLE_SENIOR, "senior"}, {ROLE_SPECIALIST, "specialist"},
	{ROLE_SUPERVISOR, "supervisor"}, {ROLE_AUDITOR, "auditor"}, {ROLE_ADMINISTRATOR, "administrator"},
};


static json_t *schema_ref(const char *name)
{
	return json_pack("{s:o}", "$ref", json_sprintf("#/components/schemas/%s", name));
}


static json_t *content(const char *type, const char *schema)
{
	return json_pack("{s:{s:o}}", type, "schema", schema_ref(schema));
}


/* The {…} of a path */
static json_t *parameters(const char *path)
{
	json_t *list = json_array();
	const char *end;

	for (const char *p = strchr(path, '{'); p; p = strchr(end, '{')) {

		end = strchr(p, '}');
		if (!end)
			break;
		(void)json_array_append_new(list, json_pack("{s:s%, s:s, s:b, s:{s:s}}", "name", p + 1, (size_t)(end - p - 1),
							    "in", "path", "required", 1, "schema", "type", "string"));
	}

	return list;
}


static json_t *responses(const struct route *route)
{
	const char *type = str_cmp(route->path, "/api/v1/events") ? "application/json" : "text/event-stream";
	json_t *ok = json_pack("{s:s}", "description", route->help), *all = json_object();
	char status[8];

	if (route->reply)
		(void)json_object_set_new(ok, "content", content(type, route->reply));

	(void)re_snprintf(status, sizeof(status), "%d", route->status);
	(void)json_object_set_new(all, status, ok);
	(void)json_object_set_new(all, "default", json_pack("{s:s, s:o}", "description", "What is wrong, and what would be right",
							    "content", content("application/problem+json", "Problem")));
	return all;
}


/* "GET /api/v1/appeals/{number}" → "getAppealsNumber" */
static json_t *operation_id(const struct route *route)
{
	const char *p = !strncmp(route->path, "/api/v1", 7) ? route->path + 7 : route->path;
	char id[128];
	size_t n = 0;
	bool upper = false;

	for (const char *m = methods[route->method]; *m; m++)
		id[n++] = *m;

	for (; *p && n + 1 < sizeof(id); p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');

		if (letter)
			id[n++] = upper && *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
		upper = !letter;
	}

	return json_stringn(id, n);
}


static json_t *operation(const struct route *route)
{
	json_t *op = json_pack("{s:s, s:o, s:o, s:o}", "summary", route->help, "operationId", operation_id(route),
			       "parameters", parameters(route->path), "responses", responses(route));

	if (route->request)
		(void)json_object_set_new(op, "requestBody", json_pack("{s:b, s:o}", "required", 1, "content", content(
			route->body == BODY_UPLOAD ? "multipart/form-data" : "application/json", route->request)));

	if (!(route->who & ROLE_PUBLIC)) {

		json_t *list = json_array();

		for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
			if (route->who & roles[i].role)
				(void)json_array_append_new(list, json_string(roles[i].name));
		}
		(void)json_object_set_new(op, "x-roles", list);
		(void)json_object_set_new(op, "security", route->method == GET || route->flags & ROUTE_NO_CSRF ?
			json_pack("[{s:[]}]", "session") : json_pack("[{s:[], s:[]}]", "session", "csrf"));
	}

	return op;
}


static json_t *paths(const struct routes *routes)
{
	json_t *all = json_object();

	for (size_t i = 0; i < routes->nodec; i++) {

		const struct route *route = routes->nodev[i].route;
		json_t *item;

		if (route->flags & ROUTE_PAGE)
			continue;

		item = json_object_get(all, route->path);
		if (!item) {
			item = json_object();
			(void)json_object_set_new(all, route->path, item);
		}
		(void)json_object_set_new(item, methods[route->method], operation(route));
	}

	return all;
}


int openapi_make(char **textp, const struct routes *routes)
{
	json_t *schemas = json_loads(schema_text, JSON_REJECT_DUPLICATES, NULL), *doc;

	doc = json_pack("{s:s, s:{s:s, s:s, s:s, s:{s:s, s:s}}, s:[{s:s}], s:o, s:{s:o, s:{s:{s:s, s:s, s:s}, s:{s:s, s:s, s:s}}}}",
			"openapi", "3.1.0",
			"info", "title", "Otklik", "version", OTKLIK_VERSION,
			"description", "A public-service hotline: appeals of citizens, and the desk that answers them.",
			"license", "name", "Apache-2.0", "identifier", "Apache-2.0",
			"servers", "url", "/",
			"paths", paths(routes),
			"components", "schemas", schemas, "securitySchemes",
			"session", "type", "apiKey", "in", "cookie", "name", SESSION_COOKIE,
			"csrf", "type", "apiKey", "in", "header", "name", "X-CSRF");
	if (!doc)
		return ENOMEM;

	*textp = json_dumps(doc, JSON_COMPACT);
	json_decref(doc);
	return *textp ? 0 : ENOMEM;
}


static int openapi_h(struct request *req)
{
	struct web *web = req->web;
	struct MHD_Response *resp;
	uint8_t digest[crypto_generichash_BYTES_MIN];
	char etag[2 * sizeof(digest) + 3];

	(void)crypto_generichash(digest, sizeof(digest), (const uint8_t *)web->openapi, strlen(web->openapi), NULL, 0);
	(void)re_snprintf(etag, sizeof(etag), "\"%w\"", digest, sizeof(digest));
	reply_header(req, "Cache-Control", "no-cache");
	if (reply_unchanged(req, etag))
		return 0;

	resp = MHD_create_response_from_buffer(strlen(web->openapi), web->openapi, MHD_RESPMEM_PERSISTENT);
	if (!resp)
		return ENOMEM;

	(void)MHD_add_response_header(resp, "Content-Type", "application/json");
	reply_response(req, 200, resp);
	return 0;
}


static const struct route rows[] = {
	{GET, "/api/openapi.json", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, openapi_h,
	 "This document", NULL, NULL, 200, 0},
};

const struct route_set openapi_routes = ROUTE_SET(rows);
