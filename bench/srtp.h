/**
 * @file srtp.h  The keys with which calls.c and relay.c speak SRTP (AES-128-GCM: key and salt), both ways
 */
#ifndef OTKLIK_BENCH_SRTP_H
#define OTKLIK_BENCH_SRTP_H

#include <stdint.h>

enum { SRTP_KEY = 16, SRTP_SALT = 12 };

static const uint8_t srtp_key[SRTP_KEY + SRTP_SALT] = "0123456789abcdefsaltsaltsal";

#endif
