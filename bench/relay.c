/**
 * @file relay.c  relay COUNT [plain]: the least that any bridge between RTP and SRTP, or RTP and RTP, does, and nothing else
 *
 * For each call two sockets: what comes to the one goes out encrypted by the other, and back. A packet is received, encrypted or
 * decrypted with AES-128-GCM (RFC 7714) and sent; who sends first to a socket is whom the socket speaks to. No jitter, no reports,
 * no check whose a packet is but its tag. With "plain" packets go over as they are. Keys of bench/srtp.h, no rollover: a run is shorter than 65 536 packets of a stream.
 *
 * Prints the ports, two for a call (plain, encrypted), in one line; ends with its input.
 */
#include <arpa/inet.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "bench/srtp.h"

enum { CALLS_MAX = 2000, PACKET = 2048, EVENTS = 64, HEADER = 12, TAG = 16, BLOCK = 16, LABEL_KEY = 0, LABEL_SALT = 2, LABEL_AT = 7 };

struct side {
	int fd;
	struct side *other;
	struct sockaddr_in to;           /* who sends to this socket; no port: nobody yet */
	EVP_CIPHER_CTX *cipher;          /* of what comes to it */
	int plain;                       /* what comes is plain */
};

static bool encrypts = true;

static uint8_t salt[SRTP_SALT];


static void die(const char *what)
{
	perror(what);
	exit(1);
}


/* RFC 3711 §4.3.1: what AES in counter mode makes of zeros */
static void derive(uint8_t *out, int len, uint8_t label)
{
	uint8_t iv[BLOCK] = {0}, zero[BLOCK] = {0};
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	memcpy(iv, srtp_key + SRTP_KEY, SRTP_SALT);
	iv[LABEL_AT] ^= label;
	if (!ctx || !EVP_EncryptInit_ex(ctx, EVP_aes_128_ctr(), NULL, srtp_key, iv) || !EVP_EncryptUpdate(ctx, out, &n, zero, len))
		die("derive");
	EVP_CIPHER_CTX_free(ctx);
}


/* RFC 7714 §8.1: SSRC, rollover 0, sequence number, under the salt */
static void iv_make(uint8_t iv[SRTP_SALT], const uint8_t *packet)
{
	memcpy(iv, salt, SRTP_SALT);
	for (int i = 0; i < 4; i++)
		iv[2 + i] ^= packet[8 + i];
	iv[10] ^= packet[2];
	iv[11] ^= packet[3];
}


/* In place; the new length, or 0 */
static int packet_turn(struct side *s, uint8_t *packet, int len)
{
	uint8_t iv[SRTP_SALT];
	int n, body = len - HEADER - (s->plain ? 0 : TAG);

	if (body <= 0)
		return 0;

	iv_make(iv, packet);
	if (!EVP_CipherInit_ex(s->cipher, NULL, NULL, NULL, iv, s->plain) || !EVP_CipherUpdate(s->cipher, NULL, &n, packet, HEADER) ||
	    !EVP_CipherUpdate(s->cipher, packet + HEADER, &n, packet + HEADER, body))
		return 0;

	if (s->plain)
		return EVP_CipherFinal_ex(s->cipher, packet + len, &n) &&
		       EVP_CIPHER_CTX_ctrl(s->cipher, EVP_CTRL_AEAD_GET_TAG, TAG, packet + len) ? len + TAG : 0;

	return EVP_CIPHER_CTX_ctrl(s->cipher, EVP_CTRL_AEAD_SET_TAG, TAG, packet + HEADER + body) &&
	       EVP_CipherFinal_ex(s->cipher, packet + HEADER + body, &n) ? len - TAG : 0;
}


static void relay(struct side *s)
{
	uint8_t packet[PACKET];
	struct sockaddr_in from;
	socklen_t fromlen = sizeof(from);
	ssize_t len = recvfrom(s->fd, packet, sizeof(packet) - TAG, MSG_DONTWAIT, (struct sockaddr *)&from, &fromlen);
	int out;

	if (len < HEADER || (packet[1] & 0xe0) == 0xc0)  /* RTCP (RFC 5761 §4), of a call at the port below */
		return;
	if (!s->to.sin_port)
		s->to = from;
	if (!s->other->to.sin_port)
		return;

	out = encrypts ? packet_turn(s, packet, (int)len) : (int)len;
	if (out)
		(void)sendto(s->other->fd, packet, (size_t)out, 0, (struct sockaddr *)&s->other->to, sizeof(s->other->to));
}


static unsigned side_open(struct side *s, struct side *other, int plain, int epoll_fd, const uint8_t *key)
{
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct epoll_event ev = {.events = EPOLLIN, .data.ptr = s};
	socklen_t len = sizeof(sa);

	s->fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&sa, sizeof(sa)) || getsockname(s->fd, (struct sockaddr *)&sa, &len) ||
	    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, s->fd, &ev))
		die("socket");

	s->other = other;
	s->plain = plain;
	s->cipher = EVP_CIPHER_CTX_new();
	if (!s->cipher || !EVP_CipherInit_ex(s->cipher, EVP_aes_128_gcm(), NULL, key, NULL, plain))
		die("cipher");

	return ntohs(sa.sin_port);
}


int main(int argc, char *argv[])
{
	static struct side sidev[CALLS_MAX][2];
	unsigned count = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
	struct epoll_event evs[EVENTS], in = {.events = EPOLLIN};
	int epoll_fd = epoll_create1(0);
	uint8_t key[SRTP_KEY];

	if (!count || count > CALLS_MAX) {
		fprintf(stderr, "relay COUNT [plain]\n");
		return 2;
	}

	encrypts = argc < 3 || strcmp(argv[2], "plain");
	derive(key, SRTP_KEY, LABEL_KEY);
	derive(salt, SRTP_SALT, LABEL_SALT);
	for (unsigned i = 0; i < count; i++) {
		unsigned plain = side_open(&sidev[i][0], &sidev[i][1], 1, epoll_fd, key);

		printf("%u %u ", plain, side_open(&sidev[i][1], &sidev[i][0], 0, epoll_fd, key));
	}
	putchar('\n');
	fflush(stdout);
	if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &in))
		die("stdin");

	for (;;) {
		int n = epoll_wait(epoll_fd, evs, EVENTS, -1);

		for (int i = 0; i < n; i++) {
			if (!evs[i].data.ptr)
				return 0;
			relay(evs[i].data.ptr);
		}
	}
}
