/**
 * @file bare.c  bare PORT: the baseline of HTTP alone: libmicrohttpd takes a body and answers what an appeal is answered, without
 * looking at it, checking or keeping anything
 *
 * One thread, epoll, as many headers and bytes as the program sends. Prints "ready"; ends with its standard input.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <microhttpd.h>

static const char body[] =
	"{\"number\":\"AB-123456-7890\",\"code\":\"12345678\",\"status\":\"new\",\"answer_by\":\"2026-11-23T18:00:00+03:00\"}";

/* As src/web/reply.c has them, in bytes */
static const char *const headers[][2] = {
	{"Content-Type", "application/json"},
	{"Location", "/api/v1/appeals/AB-123456-7890"},
	{"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
		"connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=(self), payment=(), usb=()"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Cache-Control", "no-store"},
	{"X-Request-Id", "0123456789abcdef01234567"},
};


static enum MHD_Result request_h(void *arg, struct MHD_Connection *mc, const char *url, const char *method, const char *version,
				 const char *data, size_t *size, void **ctx)
{
	struct MHD_Response *resp;
	enum MHD_Result res;
	static int seen;

	(void)arg, (void)url, (void)method, (void)version, (void)data;

	if (!*ctx) {
		*ctx = &seen;
		return MHD_YES;
	}
	if (*size) {
		*size = 0;
		return MHD_YES;
	}

	resp = MHD_create_response_from_buffer(sizeof(body) - 1, (void *)(uintptr_t)body, MHD_RESPMEM_PERSISTENT);
	if (!resp)
		return MHD_NO;
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		(void)MHD_add_response_header(resp, headers[i][0], headers[i][1]);

	res = MHD_queue_response(mc, 201, resp);
	MHD_destroy_response(resp);
	return res;
}


int main(int argc, char *argv[])
{
	struct MHD_Daemon *daemon;

	if (argc < 2) {
		fprintf(stderr, "bare PORT\n");
		return 2;
	}

	daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)atoi(argv[1]), NULL, NULL, request_h, NULL, MHD_OPTION_END);
	if (!daemon) {
		fprintf(stderr, "bare: the port cannot be had\n");
		return 1;
	}

	printf("ready\n");
	(void)fflush(stdout);
	while (EOF != getchar())
		;

	MHD_stop_daemon(daemon);
	return 0;
}
