/**
 * @file child.h  A program that is not ours, as a process of its own on the calling thread's loop: lines to it, lines from it
 *
 *     child_write ──▶ its stdin        its stdout ──▶ line_h, a whole line        its stderr ──▶ said_h, a line or its beginning
 *
 * It gets its own process group, no descriptor but these three, no environment but what is given, signals as a program expects them, "/" to
 * stand in, and less than we have: no new privileges by what it executes (PR_SET_NO_NEW_PRIVS), no core, few descriptors. It ends with the
 * thread that started it (PR_SET_PDEATHSIG). Whatever it started in its group ends with it.
 *
 * What it writes has ceilings: a line of its stdout that is longer ends it, one of its stderr is cut. What is written to it waits in a buffer
 * with a ceiling. Nothing here waits for it but child_close.
 */
#ifndef OTKLIK_BASE_CHILD_H
#define OTKLIK_BASE_CHILD_H

#include "base/def.h"

struct child;

enum child_end {
	CHILD_ENDED,                     /* it ended; `status` as of waitpid(2) */
	CHILD_CLOSED,                    /* it closed its stdout: nothing will come of it any more */
	CHILD_LONG,                      /* a line of its stdout above the ceiling */
};

struct child_prm {
	const char *path;                /* of the program */
	char *const *argv, *const *env;  /* NULL-terminated; all borrowed during child_start */
	size_t line_max;                 /* bytes of a line of its stdout, without its newline */
	size_t said_max;                 /* of its stderr: the rest of a line is left out */
	size_t wait_max;                 /* bytes that may wait to be read by it */

	/* On the thread of the loop; each may mem_deref the child, which then tells nothing more */
	void (*line_h)(struct pl line, void *arg);
	void (*said_h)(struct pl line, void *arg);
	void (*end_h)(enum child_end end, int status, void *arg);       /* once; it is still there until mem_deref */
	void *arg;
};

/**
 * Starts it
 *
 * @param cp Owned: mem_deref kills it and all its group, and forgets it
 *
 * @return 0; ENOENT, EACCES, ENOEXEC …: it cannot be executed; ENOMEM; an errno of pipe(2), fork(2), fd_listen
 */
int child_start(struct child **cp, const struct child_prm *prm) MUST_CHECK;

/** Sends bytes to it. EAGAIN: `wait_max` bytes wait already; EPIPE: it reads no more */
int child_write(struct child *c, const uint8_t *data, size_t size) MUST_CHECK;

/** Its end, politely: closes its stdin, waits at most so long for it to end by itself. mem_deref does the rest */
void child_close(struct child *c, int wait_ms);

#endif
