/* One way to speak to the server: JSON there and back, problem+json as an exception with a stable code.
 *
 * Nothing is lost when the session ends or the line breaks: a call answered with 401 waits until somebody has signed in
 * again and is repeated once; every POST carries an Idempotency-Key, so repeating it cannot act twice. */

export interface FieldProblem {
	field: string
	code: string
	detail: string
	suggestion?: string
}

export class Problem extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		readonly detail: string,
		readonly fields: FieldProblem[] = [],
		readonly body: Record<string, unknown> = {},
	) {
		super(code)
	}
}

/** The server could not be reached at all */
export class Offline extends Error {}

export interface Hooks {
	/** Resolves when somebody has signed in again; rejects when they gave up */
	signedOut: () => Promise<void>
	/** Tells whether the last call reached the server */
	reached: (yes: boolean) => void
	/** Language for the words of refusals: "ru", "en" */
	lang: () => string
}

let csrf = ''
let hooks: Hooks = { signedOut: () => Promise.reject(new Error('no session')), reached: () => {}, lang: () => 'ru' }

export const setCsrf = (token: string): void => { csrf = token }
export const setHooks = (own: Hooks): void => { hooks = own }

/** A random id for a command: 128 bits, hexadecimal (randomUUID exists in secure contexts only) */
export function commandId(): string {
	return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export interface Ask {
	body?: unknown
	/** Sent instead of JSON: a file */
	form?: FormData
	/** A call about the session itself: 401 is an answer, not the end of the session */
	session?: boolean
	signal?: AbortSignal
	/** The id of the command, when the caller may repeat it by itself; otherwise each call has its own */
	key?: string
	headers?: Record<string, string>
	/** The reply is no JSON but bytes: a sound */
	blob?: boolean
}

async function send(method: string, path: string, ask: Ask, key: string): Promise<Response> {
	const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': hooks.lang(), ...ask.headers }
	if (method !== 'GET') headers['X-CSRF'] = csrf
	if (method === 'POST') headers['Idempotency-Key'] = key
	if (ask.body !== undefined) headers['Content-Type'] = 'application/json'
	try {
		const reply = await fetch(path, {
			method,
			headers,
			body: ask.form ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body)),
			credentials: 'same-origin',
			signal: ask.signal,
		})
		hooks.reached(true)
		return reply
	} catch (err) {
		if (ask.signal?.aborted) throw err
		hooks.reached(false)
		throw new Offline()
	}
}

async function refusal(reply: Response): Promise<Problem> {
	let body: Record<string, unknown> = {}
	try {
		body = await reply.json()
	} catch {
		// not JSON: the status says enough
	}
	return new Problem(reply.status, String(body.code ?? ''), String(body.detail ?? body.title ?? ''),
		(body.fields as FieldProblem[] | undefined) ?? [], body)
}

/** Calls the server; resolves with the parsed reply (undefined for 204), throws Problem or Offline */
export async function call<T>(method: string, path: string, ask: Ask = {}): Promise<T> {
	const key = ask.key ?? commandId()
	let reply = await send(method, path, ask, key)
	if (reply.status === 401 && !ask.session) {
		await hooks.signedOut()
		reply = await send(method, path, ask, key)
	}
	if (!reply.ok) throw await refusal(reply)
	if (reply.status === 204) return undefined as T
	if (ask.blob) return await reply.blob() as T
	const text = await reply.text()
	return (text ? JSON.parse(text) : undefined) as T
}

/** The list of a reply: bare, or its one member that is a list ({topics: […]}, {entries: […]}) */
export function itemsOf<T>(reply: T[] | Record<string, unknown>): T[] {
	return Array.isArray(reply) ? reply : (Object.values(reply).find(Array.isArray) as T[] | undefined) ?? []
}

/** "?a=1&b=2" of what is set, or "" */
export function query(values: Record<string, string | number | undefined>): string {
	const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
	return set.length ? '?' + new URLSearchParams(set.map(([name, value]) => [name, String(value)])) : ''
}
