/**
 * @file wait.c  A caller who waits
 */
#include "voice/desk.h"
#include "voice/wait.h"


static bool waits(const struct vcall *call)
{
	return FLOW_WAITING == call->flow.state && (CALL_QUEUED == call->state || CALL_OFFERED == call->state) && !call->sending;
}


void wait_second(struct vcall *call, int64_t now_ms)
{
	const struct flow_tree *tree = call->flow.walk.tree;
	struct voice *v = call->v;
	int64_t id = call->id;
	unsigned waited_s;

	if (!waits(call) || !call->since_ms || say_busy(call))
		return;

	waited_s = (unsigned)((now_ms - call->since_ms) / 1000);
	if (now_ms - call->placed_ms >= v->comfort_ms) {
		call->placed_ms = now_ms;
		vcall_step(call, FLOW_COMFORT, waited_s);
	}
	else if (tree && flow_offers(tree)) {
		vcall_step(call, FLOW_WAITED, waited_s);
		if (call == vcall_find(v, id) && say_busy(call))
			call->placed_ms = now_ms;
	}
}


void wait_leave(struct vcall *call)
{
	desk_leave(call, QUEUE_AWAY);
	call->state = CALL_MENU;
	call->operator = 0;
	call->generation = 0;
	call->place = call->band = 0;
	player_music(&call->player, NULL);
}
