/**
 * @file node_figures.c  What voice and the queue do, for /metrics: the web edge may not ask another edge, so the node does
 */
#include "cmd/node.h"
#include "web/metric.h"


static double calls_h(void *arg)
{
	const struct node *node = arg;

	return voice_calls(node->voice);
}


static double calls_total_h(void *arg)
{
	const struct node *node = arg;

	return (double)voice_calls_total(node->voice);
}


static double calls_waiting_h(void *arg)
{
	const struct node *node = arg;

	return node->calls_waiting;
}


static double appeals_waiting_h(void *arg)
{
	const struct node *node = arg;

	return node->appeals_waiting;
}


static double trunks(const struct node *node, bool up)
{
	struct trunk_view view[TRUNKS_MAX + 1];
	size_t n = voice_trunks(view, TRUNKS_MAX + 1, node->voice), count = 0;

	for (size_t i = 0; i < n; i++)
		count += !up || TRUNK_UP == view[i].state;

	return (double)count;
}


static double trunks_h(void *arg)
{
	return trunks(arg, false);
}


static double trunks_up_h(void *arg)
{
	return trunks(arg, true);
}


static double status_h(void *arg)
{
	const struct node *node = arg;
	struct adapter_view view;

	adapter_look(node->adapters, ADAPTER_STATUS, &view);
	return !view.reason;
}


static double asked_h(void *arg)
{
	const struct node *node = arg;
	struct adapter_view view;

	adapter_look(node->adapters, ADAPTER_STATUS, &view);
	return (double)view.asked;
}


static double away_h(void *arg)
{
	const struct node *node = arg;
	struct adapter_view view;

	adapter_look(node->adapters, ADAPTER_STATUS, &view);
	return (double)view.away;
}


static int adapter_figures(struct node *node)
{
	int err;

	err = metric_add(node->web, "otklik_status_up", "Can the status of applications be asked", METRIC_GAUGE, status_h, node);
	if (!err)
		err = metric_add(node->web, "otklik_status_asked_total", "Questions about applications", METRIC_COUNTER, asked_h, node);
	if (!err)
		err = metric_add(node->web, "otklik_status_away_total", "Those that could not be answered", METRIC_COUNTER, away_h, node);

	return err;
}


int node_figures(struct node *node)
{
	int err;

	err = metric_add(node->web, "otklik_calls", "Calls there are now", METRIC_GAUGE, calls_h, node);
	if (!err)
		err = metric_add(node->web, "otklik_calls_total", "Calls since the start", METRIC_COUNTER, calls_total_h, node);
	if (!err)
		err = metric_add(node->web, "otklik_calls_waiting", "Calls that wait for an operator", METRIC_GAUGE, calls_waiting_h, node);
	if (!err)
		err = metric_add(node->web, "otklik_appeals_waiting", "Written appeals that nobody has in hand", METRIC_GAUGE,
				 appeals_waiting_h, node);
	if (!err)
		err = metric_add(node->web, "otklik_trunks", "Trunks there are", METRIC_GAUGE, trunks_h, node);
	if (!err)
		err = metric_add(node->web, "otklik_trunks_up", "Trunks that answer and are registered where they want it", METRIC_GAUGE,
				 trunks_up_h, node);

	return err ? err : adapter_figures(node);
}


void node_counted(struct node *node, const struct queue_counts *counts)
{
	node->calls_waiting = counts->waiting[QUEUE_CALL] + counts->offered[QUEUE_CALL];
	node->appeals_waiting = counts->waiting[QUEUE_WRITTEN] + counts->offered[QUEUE_WRITTEN];
}
