/**
 * @file sock.h  Datagram sockets for sound: many of them, read together
 *
 * libre reads one datagram a wake-up into a buffer that it allocates for it. Sound is thousands of small ones a second, so its sockets
 * have an epoll of their own, of which libre's loop sees one descriptor:
 *
 *     quiet ── a datagram: read at once ──▶ quiet               one call: heard as it comes
 *       ╰───── two within SOCK_REST_MS ───▶ busy: all sockets are read once in SOCK_REST_MS ── nothing came for a while ──▶ quiet
 *
 * So a busy thread wakes at most a thousand times a second however many calls there are, and a datagram waits for SOCK_REST_MS at
 * most. Datagrams are read in batches into buffers that stay; whoever is handed one is done with it when it returns.
 *
 * Threads: that of the loop on which socks_alloc was called. A handler may free its own socket and any other.
 */
#ifndef OTKLIK_VOICE_SOCK_H
#define OTKLIK_VOICE_SOCK_H

#include "voice/libre.h"

enum {
	SOCK_REST_MS = 1,
	SOCK_SEND_MAX = 1500,            /* bytes of one that can wait for others */
	SOCK_PACKET_MAX = 2048,          /* bytes of a datagram that are read: what is longer is cut, and no sound */
};

struct socks;
struct sock;

/** A datagram, from mb->pos to mb->end; may be changed in place. Borrowed */
typedef void (sock_recv_h)(const struct sa *src, struct mbuf *mb, void *arg);

/** @return 0, ENOMEM or the errno of epoll */
int socks_alloc(struct socks **socksp) MUST_CHECK;

/**
 * Opens a socket
 *
 * @param sockp Owned; it holds a reference to socks
 * @param local Address and port; port 0: any
 *
 * @return 0; EADDRINUSE; ENOMEM; another errno of the system
 */
int sock_open(struct sock **sockp, struct socks *socks, const struct sa *local, sock_recv_h *recv_h, void *arg) MUST_CHECK;

/**
 * Opens one beside another that has the port already: the kernel gives it the datagrams whose first byte is `from` … 255, and
 * the other one the rest (RFC 7983: sound is 128 … 191)
 *
 * @param fd Of the other one; both must have one owner
 */
int sock_beside(struct sock **sockp, struct socks *socks, int fd, uint8_t from, sock_recv_h *recv_h, void *arg) MUST_CHECK;

/** Bytes that the kernel keeps until they are read or sent; less than asked for is no fault */
void sock_buffer(struct sock *sock, int size);

/** Many are spoken to through this one: while the sockets are held, and while they are read, what is sent is gathered */
void sock_crowd(struct sock *sock);

/** Between the two, which may be nested, datagrams of a crowd wait and are sent in one go; no longer than a tick takes */
void socks_hold(struct socks *socks);
void socks_send(struct socks *socks);

/** Sends; what cannot be sent now is dropped, as a network drops. False: it was */
bool sock_send(struct sock *sock, const struct sa *dst, const uint8_t *data, size_t size);

#endif
