/* SIP telephones of operators, as administrators see them */
import { call, itemsOf } from './http'

/** By which hashes one that registers may say its password */
export type Digest = 'both' | 'sha-256' | 'md5'

export interface Phone {
	staff: string
	login: string
	name: string
	/** Else it stands at `address` */
	registers: boolean
	address?: string
	digest?: Digest
	auto_answer: boolean
	there: boolean
	bindings: number
	/** Of one that is registered: since when, where its request came from, what it calls itself */
	since?: string
	at?: string
	agent?: string
	version: number
}
/** The password is shown this once */
export interface PhoneGiven { staff: string, auto_answer: boolean, version: number, user?: string, password?: string, realm?: string }

const own = (staff: string): string => `/api/v1/settings/staff/${staff}/telephone`
export const phones = async (): Promise<Phone[]> => itemsOf<Phone>(await call('GET', '/api/v1/settings/telephones'))
/** With an address it stands there, else it registers with a new password */
export const give = (staff: string, address: string, auto: boolean, digest: Digest = 'both'): Promise<PhoneGiven> =>
	call('POST', own(staff), { body: { ...(address ? { address } : { digest }), auto_answer: auto } })
export const change = (staff: string, auto: boolean, version: number): Promise<PhoneGiven> => call('PUT', own(staff), { body: { auto_answer: auto, version } })
export const remove = (staff: string): Promise<void> => call('DELETE', own(staff))
