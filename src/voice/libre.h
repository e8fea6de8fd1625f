/**
 * @file libre.h  The parts of libre that voice uses, each once
 *
 * libre's headers have no guards, and base/def.h and base/timer.h have taken some of them already: so re.h itself cannot be
 * included any more, and this stands in its place.
 */
#ifndef OTKLIK_VOICE_LIBRE_H
#define OTKLIK_VOICE_LIBRE_H

#include "base/def.h"
#include "base/timer.h"
#include <re/re_sa.h>
#include <re/re_net.h>
#include <re/re_main.h>
#include <re/re_hash.h>
#include <re/re_uri.h>
#include <re/re_udp.h>
#include <re/re_tcp.h>
#include <re/re_srtp.h>
#include <re/re_tls.h>
#include <re/re_stun.h>
#include <re/re_rtp.h>
#include <re/re_sdp.h>
#include <re/re_msg.h>
#include <re/re_dns.h>
#include <re/re_sip.h>
#include <re/re_sipsess.h>
#include <re/re_sipreg.h>
#include <re/re_httpauth.h>

#endif
