/* Recordings of calls. A listening is asked for once, which writes it to the journal; its ticket opens the sound */
import { call } from './http'

export interface Recording {
	/** Id of the call */
	call: string
	at: string
	length_ms: number
	size: number
	/** Its last moment is missing: the program stopped */
	cut: boolean
	/** A message that the caller left, not a talk */
	message: boolean
	/** null of a message: it is kept as long as its appeal */
	erase_at: string | null
	/** From, to in ms: not recorded on purpose */
	pauses: [number, number][]
	/** The same: lost by a fault */
	gaps: [number, number][]
	/** Waveform, 0 … 255: of the citizen, of the member of staff */
	peaks: [number[], number[]]
	/** You may listen to it */
	may: boolean
}

export const recordings = async (number: string): Promise<Recording[]> =>
	(await call<{ recordings: Recording[] }>('GET', `/api/v1/desk/appeals/${number}/recordings`)).recordings
export const listen = async (id: string): Promise<string> => {
	const { ticket } = await call<{ ticket: string }>('POST', `/api/v1/desk/recordings/${id}/listening`)
	return `/api/v1/desk/recordings/${id}/sound?ticket=${encodeURIComponent(ticket)}`
}
/** Pauses the recording of one's call, or lets it go on */
export const record = (id: string, on: boolean): Promise<void> => call('POST', `/api/v1/desk/calls/${id}/recording`, { body: { on } })
