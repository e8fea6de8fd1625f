/* What a screen reads when it comes, and again: soon after an event that may have changed it, and now and then. Ends with the screen */
import { onBeforeUnmount, onMounted } from 'vue'
import type { ServerEvent } from '../../../shared/api/events'
import { hear } from '../store/net'

/** `again`: ms from one reading to the next; without it only events bring one. @return brings the next reading about, in so many ms */
export function useReading(read: () => Promise<void>, { of, soon, again }: { of: (event: ServerEvent) => boolean, soon: number, again?: number }): (ms: number) => void {
	let timer: ReturnType<typeof setTimeout> | undefined
	let here = true

	function later(ms: number): void {
		clearTimeout(timer)
		if (here) timer = setTimeout(run, ms)
	}

	async function run(): Promise<void> {
		timer = undefined
		await read()
		if (again && timer === undefined) later(again)           // an event meanwhile has asked for sooner
	}

	const stop = hear((event) => { if (of(event)) later(soon) })
	onMounted(run)
	onBeforeUnmount(() => {
		here = false
		stop()
		clearTimeout(timer)
	})
	return later
}
