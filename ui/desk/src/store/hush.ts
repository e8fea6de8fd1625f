/* While somebody's digits are dictated to a field, the recording of the call rests; it goes on when the field is left.
 *
 * Who paused it by hand has it paused: only a pause that was made here ends here. A window that goes in between leaves it paused. */
import { onBeforeUnmount } from 'vue'
import { record } from '../../../shared/api/record'
import { usePhone } from './phone'

export function useHush(): { enter: () => void, leave: (event: FocusEvent) => void, end: () => void } {
	const phone = usePhone()
	let paused = ''
	let last: Promise<void> = Promise.resolve()

	/* one behind the other, whatever the network does */
	const tell = (id: string, on: boolean): void => {
		last = last.then(() => record(id, on)).then(() => phone.look(), () => {})
	}

	function enter(): void {
		if (paused || !phone.own || phone.call?.recording !== 'on') return
		paused = phone.call.id
		tell(paused, false)
	}

	function end(): void {
		if (paused) tell(paused, true)
		paused = ''
	}

	function leave(event: FocusEvent): void {
		if (!(event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null)) end()
	}

	onBeforeUnmount(end)
	return { enter, leave, end }
}
